// What the cells run: package managers, bundlers, test runners, compilers, runtimes. All come from npm, in pinned versions, and are
// kept in node_modules/.cache/matrix for the next run.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mustRun } from './run.mjs';

const root = join(import.meta.dirname, '../..');
export const CACHE = join(root, 'node_modules/.cache/matrix');

/** The newest of each supported major version. The version that runs this stands for its own. */
const NODES = { 20: '20.20.2', 22: '22.23.5', 24: '24.22.3', 26: '26.12.1' };

/** Installs `manifest` into a folder of the cache, unless it is there. */
async function install(name, manifest) {
  const folder = join(CACHE, name);
  const content = JSON.stringify(manifest);
  const done = join(folder, 'installed.json');
  if (existsSync(done) && readFileSync(done, 'utf8') === content) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), content);
  const args = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'];
  await mustRun('npm', args, { cwd: folder, seconds: 300 });
  writeFileSync(done, content);
  return folder;
}

/** Resolves with `{ folder, bin(path), version(name) }`: a file, and the version, of a package among the tools. */
export async function installTools() {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, 'tools.json'), 'utf8'));
  const folder = await install('tools', manifest);
  const modules = join(folder, 'node_modules');
  return {
    folder,
    modules,
    bin: (path) => join(modules, path),
    version: (name) => JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version,
  };
}

/** Resolves with `{ major, version, bin }` of Node 20, 22, 24 or 26. */
export async function installNode(major) {
  if (process.versions.node.startsWith(`${major}.`)) return node(major, process.versions.node, process.execPath);
  const version = NODES[major];
  const name = `node-linux-${process.arch}`;
  const folder = await install(`node-${major}`, { private: true, dependencies: { [name]: version } });
  return node(major, version, join(folder, 'node_modules', name, 'bin/node'));
}

/** `env`: for what starts `node` by its name. */
function node(major, version, bin) {
  return { major, version, bin, env: { PATH: `${dirname(bin)}:${process.env.PATH}` } };
}

export const MAJORS = Object.keys(NODES).map(Number);
export const OLDEST = MAJORS[0];
export const NEWEST = MAJORS.at(-1);
