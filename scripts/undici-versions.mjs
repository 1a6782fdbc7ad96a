// Plays the tests of transport-undici over other versions of undici than the one that is installed:
//   node scripts/undici-versions.mjs            the newest patch of each tested minor version (tested-undici.ts)
//   node scripts/undici-versions.mjs --newest   the newest undici that runs on this Node: for a nightly run
//   node scripts/undici-versions.mjs 7.12.0 8   these versions
// They are installed into a temporary folder. Fails when a test does.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const TESTED = 'packages/transport-undici/src/tested-undici.ts';
/** What depends on how undici writes requests and reads responses. */
const TESTS = [
  'transport-undici/test/(conformance|conformance-http2|connections|errors|exchange|isolation|plain-undici)\\.test',
  'transport-undici/test/(reading|request-head|time|tls-and-proxies|undici-error|upload)\\.test',
  'security-tests/test/framing/(left-over-bytes|poisoned-connections)\\.test',
];

const { values, positionals } = parseArgs({
  options: { newest: { type: 'boolean' } },
  allowPositionals: true,
});
const published = JSON.parse(npm('view', 'undici', 'versions', '--json')).filter((version) => !version.includes('-'));
const chosen = values.newest ? [newestForThisNode()] : positionals.length > 0 ? positionals.map(newestOf) : tested();
const failed = [];
for (const version of chosen) {
  if (!runsHere(version)) console.log(`undici ${version}: needs a newer Node than ${process.versions.node}`);
  else if (!play(version)) failed.push(version);
}
if (failed.length > 0) console.error(`Failed over undici ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;

function npm(...args) {
  const { stdout, stderr, status } = spawnSync('npm', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** The newest published version that starts with `prefix`. */
function newestOf(prefix) {
  const version = published.findLast((each) => each === prefix || each.startsWith(`${prefix}.`));
  if (version === undefined) throw new Error(`There is no undici ${prefix}.`);
  return version;
}

function tested() {
  const ranges = readFileSync(join(root, TESTED), 'utf8').matchAll(/\['(\d+)\.(\d+)', '\d+\.(\d+)'\]/g);
  return [...ranges].flatMap(([, major, first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => newestOf(`${major}.${Number(first) + i}`)),
  );
}

function newestForThisNode() {
  return published.findLast(
    (version, i) => published[i + 1]?.split('.')[0] !== version.split('.')[0] && runsHere(version),
  );
}

/** undici 8 asks for Node 22.19. */
function runsHere(version) {
  const engines = npm('view', `undici@${version}`, 'engines.node').trim();
  const [major, minor] = engines.replace('>=', '').split('.').map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= (minor ?? 0));
}

function play(version) {
  const folder = mkdtempSync(join(tmpdir(), 'undici-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    npm('install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', `undici@${version}`);
    const config = join(folder, 'jest.config.mjs');
    const changes = {
      rootDir: root,
      moduleNameMapper: { '^undici(/index\\.js)?$': join(folder, 'node_modules/undici') },
    };
    writeFileSync(
      config,
      `import config from ${JSON.stringify(new URL('../jest.config.js', import.meta.url))};
       export default { ...config, ...${JSON.stringify(changes)}, reporters: ['default'] };`,
    );
    console.log(`undici ${version}, Node ${process.versions.node}`);
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const args = [...flags, jest, '--config', config, ...TESTS];
    return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
