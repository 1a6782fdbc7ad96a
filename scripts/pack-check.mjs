// npm run pack:check: packs each published package, checks the tarballs, installs them in an empty project, and uses them
// there by import and by require, and from TypeScript.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const run = (command, args, cwd = root) =>
  execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });

const packages = readdirSync(join(root, 'packages'))
  .map((folder) => ({ folder: join(root, 'packages', folder), manifest: manifestOf(join(root, 'packages', folder)) }))
  .filter(({ manifest }) => manifest !== null && manifest.private !== true);

const home = mkdtempSync(join(tmpdir(), 'req-pack-'));
try {
  const tarballs = packages.map(({ folder, manifest }) => {
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
  });

  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs, '@types/node@20.19.43'], home);

  const names = packages.map(({ manifest }) => manifest.name);
  const check = "if (Object.keys(m).length === 0) throw new Error(name + ' exports nothing')";
  writeFileSync(
    join(home, 'import.mjs'),
    names.map((name) => `{ const name = '${name}'; const m = await import(name); ${check}; }`).join('\n'),
  );
  writeFileSync(
    join(home, 'require.cjs'),
    names.map((name) => `{ const name = '${name}'; const m = require(name); ${check}; }`).join('\n'),
  );
  writeFileSync(join(home, 'use.mjs'), USE());
  run(process.execPath, ['import.mjs'], home);
  run(process.execPath, ['require.cjs'], home);
  console.log(`imported  ${names.join(', ')}: by import and by require`);
  console.log(`used      ${run(process.execPath, ['use.mjs'], home).trim()}`);

  writeFileSync(join(home, 'types.ts'), TYPES());
  const options = [
    '--strict',
    '--noEmit',
    '--exactOptionalPropertyTypes',
    '--target',
    'es2022',
    '--lib',
    'es2023,esnext.disposable',
    '--types',
    'node',
    '--skipLibCheck',
    'false',
  ];
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    run(bin('tsc'), [...options, '--module', module, '--moduleResolution', resolution, 'types.ts'], home);
  }
  console.log('compiled  a consumer in strict mode, with nodenext and bundler resolution');
} finally {
  rmSync(home, { recursive: true, force: true });
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

function USE() {
  return `
import { createServer } from 'node:http';
import requests, { Session, HTTPError } from '@req/requests';
const server = createServer((request, response) => {
  response.statusCode = request.url === '/missing' ? 404 : 200;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ url: request.url }));
}).listen(0, '127.0.0.1', async () => {
  const base = 'http://127.0.0.1:' + server.address().port;
  const r = await requests.get(base + '/get', { params: { a: ['1', '2'] } });
  if (r.json().url !== '/get?a=1&a=2') throw new Error('wrong: ' + r.text);
  await using session = new Session();
  const missing = await session.get(base + '/missing');
  try { missing.raiseForStatus(); throw new Error('no error'); } catch (e) { if (!(e instanceof HTTPError)) throw e; }
  console.log('a GET, a session and an HTTPError against a real server');
  server.close();
});
`.replace('await using session', 'const session');
}

function TYPES() {
  return `
import requests, { get, Session, type Transport, type TransportRequest } from '@req/requests';
import { FunctionTransport } from '@req/core';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import { FetchTransport } from '@req/transport-fetch';
import { AxiosTransport } from '@req/transport-axios';
const transports: Transport[] = [new UndiciTransport(), new HttpTransport(), new FetchTransport(), new AxiosTransport(), new FunctionTransport((request: TransportRequest) => ({ json: { url: request.url } }))];
const session = new Session({ transport: transports[0]!, headers: { 'X-A': '1' }, timeout: { connect: 100, read: 200 } });
const r = await session.get('http://a.test/', { params: { a: 1, b: ['x', null] }, headers: { Accept: null } });
const status: number = r.statusCode;
const data: { a: number } = r.json<{ a: number }>();
for await (const chunk of r.iterContent({ chunkSize: 3 })) { const size: number = chunk.byteLength; void size; }
const f: typeof globalThis.fetch = session.asFetch();
void [requests, get, status, data, f];
`;
}
