// What the cells run: package managers, bundlers, test runners, compilers, runtimes. All come from npm, in pinned versions, and are
// kept in node_modules/.cache/matrix for the next run.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mustRun } from './run.mjs';

const root = join(import.meta.dirname, '../..');
export const CACHE = join(root, 'node_modules/.cache/matrix');

/** The newest of each supported major version. The version that runs this stands for its own. */
const NODES = { 20: '20.20.2', 22: '22.23.5', 24: '24.22.3', 26: '26.12.1' };

function isInstalled(name, manifest) {
  const done = join(CACHE, name, 'installed.json');
  return existsSync(done) && readFileSync(done, 'utf8') === JSON.stringify(manifest);
}

/** Installs `manifest` into a folder of the cache, unless it is there. */
async function install(name, manifest) {
  const folder = join(CACHE, name);
  if (isInstalled(name, manifest)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const args = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'];
  await mustRun('npm', args, { cwd: folder, seconds: 300 });
  writeFileSync(join(folder, 'installed.json'), JSON.stringify(manifest));
  return folder;
}

/** What the cells of --slice need. */
const SLICE = '@types/node bun deno esbuild jest playwright-core pnpm typescript5.5 typescript7'.split(' ');

/** Resolves with `{ folder, bin(path), version(name) }`: a file, and the version, of a package among the tools. */
export async function installTools({ slice }) {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, 'tools.json'), 'utf8'));
  const all = manifest.dependencies;
  const part = { ...manifest, dependencies: Object.fromEntries(SLICE.map((name) => [name, all[name]])) };
  const folder =
    slice && !isInstalled('tools', manifest) ? await install('tools-slice', part) : await install('tools', manifest);
  const modules = join(folder, 'node_modules');
  return { folder, modules, bin: (path) => join(modules, path), version: (name) => all[name].replace(/^npm:.*@/, '') };
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
