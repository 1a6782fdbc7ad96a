// npm run pack:check: packs each published package, checks the tarballs, installs them in an empty project, and uses them
// there: by import, by require and by both, in Jest, from one-file bundles, and from TypeScript.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const run = (command, args, cwd = root) =>
  execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });

const packages = readdirSync(join(root, 'packages'))
  .map((folder) => ({ folder: join(root, 'packages', folder), manifest: manifestOf(join(root, 'packages', folder)) }))
  .filter(({ manifest }) => manifest !== null && manifest.private !== true);

const home = mkdtempSync(join(tmpdir(), 'req-pack-'));
let server;
try {
  const tarballs = packages.map(pack);
  const versions = manifestOf(root).devDependencies;
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  // Without @types/node: the packages bring it.
  const tools = [`jest-environment-jsdom@${versions.jest}`];
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs, ...tools, 'axios'], home);
  cpSync(join(import.meta.dirname, 'consumer'), home, { recursive: true });
  server = await startServer();

  useEach();
  run(process.execPath, ['use.mjs'], home);
  console.log('used      a GET, a session and an HTTPError against a real server');
  console.log(
    `mixed     ${run(process.execPath, ['mixed.mjs'], home).trim()} exports, the same by import and by require`,
  );
  runJest();
  for (const format of ['cjs', 'esm']) runBundle(format);
  compile();
} finally {
  server?.close();
  rmSync(home, { recursive: true, force: true });
}

/** Returns the path of the tarball. */
function pack({ folder, manifest }) {
  checkDescription(folder, manifest);
  if (!existsSync(join(folder, 'dist', 'index.js')))
    throw new Error(`${manifest.name} is not built: run "npm run build" first`);
  const [{ filename, files }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', home], folder));
  for (const needed of ['dist/index.js', 'dist/node/index.cjs', 'dist/node/index.mjs', 'README.md', 'LICENSE']) {
    if (!files.some((file) => file.path === needed))
      throw new Error(`${manifest.name}: ${needed} is missing from the package`);
  }
  const tarball = join(home, filename);
  run(bin('publint'), ['--strict', tarball]);
  run(bin('attw'), [tarball]);
  console.log(`packed    ${manifest.name} (${files.length} files): publint and attw clean`);
  return tarball;
}

function useEach() {
  const names = packages.flatMap(({ manifest }) =>
    Object.keys(manifest.exports)
      .filter((path) => path !== './package.json')
      .map((path) => manifest.name + path.slice(1)),
  );
  const check = "if (Object.keys(m).length === 0) throw new Error(name + ' exports nothing')";
  for (const [file, load] of [
    ['import.mjs', 'await import'],
    ['require.cjs', 'require'],
  ]) {
    const lines = names.map((name) => `{ const name = '${name}'; const m = ${load}(name); ${check}; }`);
    writeFileSync(join(home, file), lines.join('\n'));
    run(process.execPath, [file], home);
  }
  console.log(`loaded    ${names.join(', ')}: by import and by require`);
}

/** In its default mode, whatever is transformed, and in jsdom with the globals of Node. */
function runJest() {
  const jsdom = join(root, 'scripts/matrix/project/runners/jsdom-environment.cjs');
  cpSync(jsdom, join(home, 'jsdom-environment.cjs'));
  for (const [name, config] of Object.entries({
    node: {},
    'node, dependencies transformed': { transformIgnorePatterns: ['node_modules/(?!@req)'] },
    jsdom: { testEnvironment: './jsdom-environment.cjs' },
  })) {
    const args = ['--silent', '--rootDir', home, '--config', JSON.stringify(config)];
    execFileSync(bin('jest'), args, { cwd: home, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
    console.log(`jest      in CommonJS: ${name}`);
  }
}

/** One file that runs in a folder with nothing else in it. */
function runBundle(format) {
  const folder = mkdtempSync(join(tmpdir(), 'req-bundle-'));
  const extension = format === 'esm' ? 'mjs' : 'cjs';
  // In ES modules, esbuild leaves `require` of Node's modules, as CommonJS dependencies have it, to the one who runs them.
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  try {
    const { metafile } = buildSync({
      absWorkingDir: home,
      entryPoints: ['one-file.mjs'],
      outfile: join(folder, `bundle.${extension}`),
      bundle: true,
      platform: 'node',
      format,
      metafile: true,
      logLevel: 'warning',
      ...(format === 'esm' && { banner }),
    });
    const twice = Object.keys(metafile.inputs).filter((path) => /@req\/[^/]+\/dist\/node\//.test(path));
    if (twice.length > 0) throw new Error(`The bundle has both builds: ${twice.join(', ')}`);
    const result = run(process.execPath, [`bundle.${extension}`, JSON.stringify(server.addresses)], folder);
    console.log(`bundled   by esbuild, ${format}: ${result.trim()}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compile() {
  const old = join(root, 'docs-api/node_modules/.bin/tsc');
  const options = [
    '--strict',
    '--noEmit',
    '--exactOptionalPropertyTypes',
    '--esModuleInterop',
    '--skipLibCheck',
    'false',
  ];
  const target = ['--target', 'es2022', '--lib', 'es2023,esnext.disposable'];
  for (const [tsc, module, resolution, ...files] of [
    [bin('tsc'), 'nodenext', 'nodenext', 'consumer.ts', 'mixed.mts'],
    [bin('tsc'), 'esnext', 'bundler', 'consumer.ts'],
    [old, 'node16', 'node16', 'consumer.ts', 'mixed.mts'],
    [old, 'commonjs', 'node10', 'consumer.ts'],
  ]) {
    run(tsc, [...options, ...target, '--module', module, '--moduleResolution', resolution, ...files], home);
  }
  console.log('compiled  in strict mode: nodenext and bundler by TypeScript 7, node16 and node10 by TypeScript 5.9');
}

/** Resolves with the addresses of the matrix' server and a function that ends it. */
function startServer() {
  const child = spawn(process.execPath, [join(root, 'scripts/matrix/server.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
    child.stdout.once('data', (line) => resolve({ addresses: JSON.parse(line), close: () => child.stdin.end() }));
  });
}

/** What a registry's page of the package shows, and where its readers go from there. */
function checkDescription(folder, { name, description, keywords, homepage, bugs, repository, license, engines }) {
  const expected = { type: 'git', directory: relative(root, folder) };
  if (
    !(description && keywords?.length > 0 && homepage && bugs && license && engines?.node) ||
    !repository?.url?.startsWith('git+https://') ||
    Object.entries(expected).some(([key, value]) => repository[key] !== value)
  ) {
    throw new Error(
      `${name}: package.json needs description, keywords, homepage, bugs, license, engines.node and ` +
        `repository { url: 'git+https://…', type: 'git', directory: '${expected.directory}' }`,
    );
  }
}

function manifestOf(folder) {
  const path = join(folder, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
