// A project of a user: the files of the checks, a package.json, and the settings that lead package managers to the registry
// on loopback.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const FILES = join(import.meta.dirname, 'project');

/** What the checks import. */
export const DEPENDENCIES = {
  '@req/requests': 'latest',
  '@req/transport-axios': 'latest',
  '@req/transport-fetch': 'latest',
  '@req/transport-http': 'latest',
  '@req/transport-undici': 'latest',
  axios: '^1.21.1',
  'node-fetch': '^3.3.2',
};

/** The files of the checks, as ES modules and as CommonJS, and the addresses of the server. */
export function writeChecks(folder, addresses) {
  mkdirSync(folder, { recursive: true });
  cpSync(FILES, folder, { recursive: true });
  const json = JSON.stringify(addresses);
  writeFileSync(join(folder, 'server.mjs'), `export default ${json};\n`);
  writeFileSync(join(folder, 'server.cjs'), `module.exports = ${json};\n`);
  buildSync({
    entryPoints: [join(folder, 'on-node.mjs')],
    outfile: join(folder, 'on-node.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
}

/** Writes a project that a package manager can install. `more`: further fields of its package.json. */
export function writeProject(folder, { registry, npmRegistry, addresses, more = {} }) {
  rmSync(folder, { recursive: true, force: true });
  writeChecks(folder, addresses);
  const manifest = { name: 'consumer', version: '1.0.0', private: true, dependencies: DEPENDENCIES, ...more };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  writeFileSync(join(folder, '.npmrc'), `registry=${npmRegistry}\n@req:registry=${registry}/\n`);
}
