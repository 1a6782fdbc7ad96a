// Each package manager on each Node: it installs the packages as its users do, and the checks run by import and by require.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outcomeOf } from '../outcome.mjs';
import { writeProject } from '../project.mjs';
import { run } from '../run.mjs';
import { CACHE, MAJORS } from '../tools.mjs';

const MANAGERS = [
  {
    name: 'npm',
    package: 'npm',
    bin: 'npm/bin/npm-cli.js',
    install: ['install', '--prefer-offline', '--no-audit', '--no-fund'],
  },
  {
    name: 'pnpm',
    package: 'pnpm',
    bin: 'pnpm/bin/pnpm.cjs',
    install: ['install', '--prefer-offline', '--store-dir', join(CACHE, 'pnpm')],
  },
  {
    name: 'yarn',
    package: 'yarn',
    bin: 'yarn/bin/yarn.js',
    // Its cache is not made for two at once.
    install: ['install', '--prefer-offline', '--non-interactive', '--mutex', 'network'],
    env: { YARN_CACHE_FOLDER: join(CACHE, 'yarn') },
  },
  {
    name: 'yarn (Plug’n’Play)',
    package: '@yarnpkg/cli-dist',
    bin: '@yarnpkg/cli-dist/bin/yarn.js',
    install: ['install'],
    prepare: writeYarnrc,
    env: { YARN_GLOBAL_FOLDER: join(CACHE, 'berry'), YARN_ENABLE_TELEMETRY: '0', YARN_ENABLE_IMMUTABLE_INSTALLS: '0' },
    /** Modules are found by its loader. */
    node: (bin, file) => [bin, 'node', file],
  },
];

export function packageManagers(matrix) {
  return MANAGERS.flatMap((manager) =>
    MAJORS.map((major) => ({
      group: 'package managers',
      row: `${manager.name} ${matrix.tools.version(manager.package)}`,
      column: `Node ${major}`,
      slice: manager.name === 'pnpm' && major === matrix.ownMajor,
      run: () => installAndCheck(matrix, manager, major),
    })),
  );
}

async function installAndCheck(matrix, manager, major) {
  const folder = join(matrix.home, 'managers', `${manager.package.replace(/\W/g, '')}-${major}`);
  const node = await matrix.node(major);
  const env = { ...node.env, ...manager.env };
  writeProject(folder, matrix.project);
  manager.prepare?.(folder, matrix.project);
  const bin = matrix.tools.bin(manager.bin);
  const installed = await run(node.bin, [bin, ...manager.install], { cwd: folder, env });
  if (installed.code !== 0) return { state: 'failed', failures: [`install: ${installed.output.slice(-2000)}`] };
  const results = [];
  for (const file of ['main.mjs', 'main.cjs']) {
    const args = manager.node?.(bin, file) ?? [file];
    results.push(await matrix.check(node.bin, args, { cwd: folder, env, title: file }));
  }
  return outcomeOf(results);
}

/** Yarn keeps packages by name and version, and would take those of an earlier run for these. */
export function forgetPackedVersions() {
  for (const [cache, name] of [
    [join(CACHE, 'berry/cache'), /^@req-/],
    [join(CACHE, 'berry/metadata'), /127\.0\.0\.1$/],
    [join(CACHE, 'yarn/v6'), /^npm-@req-/],
  ]) {
    if (!existsSync(cache)) continue;
    const deep = cache.endsWith('metadata');
    for (const entry of readdirSync(cache, { recursive: deep }))
      if (name.test(entry)) rmSync(join(cache, entry), { recursive: true, force: true });
  }
}

function writeYarnrc(folder, { registry, npmRegistry }) {
  const settings = [
    `npmRegistryServer: ${JSON.stringify(npmRegistry)}`,
    `npmScopes: { req: { npmRegistryServer: ${JSON.stringify(registry)} } }`,
    'unsafeHttpWhitelist: ["127.0.0.1"]',
    'enableScripts: false',
    // Packed a moment ago, they would have to wait.
    'npmPreapprovedPackages: ["@req/*"]',
  ];
  writeFileSync(join(folder, '.yarnrc.yml'), `${settings.join('\n')}\n`);
  // Makes it a project of its own, whatever is above it.
  writeFileSync(join(folder, 'yarn.lock'), '');
}
