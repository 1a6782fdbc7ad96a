// npm run faults:compare: exposes req and the clients it runs on to every fault, and writes docs/faults.md.
// The packages must have been built.
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { CLIENTS } from './clients/index.mjs';
import { render } from './render.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PAGE = here('../../../docs/faults.md');

/** The cases are TypeScript, which Node 20 cannot run. */
async function bundleFaults() {
  const outfile = here('../dist/faults.mjs');
  await mkdir(here('../dist'), { recursive: true });
  await build({
    entryPoints: [here('../faults/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return new URL('../dist/faults.mjs', import.meta.url).href;
}

async function verdictsOf(name, faultsUrl) {
  const child = spawn(process.execPath, [here('child.mjs'), name, faultsUrl], { stdio: ['ignore', 'pipe', 'inherit'] });
  const verdicts = [];
  for await (const line of createInterface({ input: child.stdout })) verdicts.push(JSON.parse(line));
  return verdicts;
}

async function versions() {
  const found = { Node: process.versions.node };
  for (const [transport, name] of [
    ['undici', 'undici'],
    ['axios', 'axios'],
    ['fetch', 'node-fetch'],
  ]) {
    const require = createRequire(new URL(`../../transport-${transport}/package.json`, import.meta.url));
    const path = require.resolve.paths(name).map((folder) => `${folder}/${name}/package.json`);
    for (const one of path) {
      const text = await readFile(one, 'utf8').catch(() => null);
      if (text === null) continue;
      found[name] = JSON.parse(text).version;
      break;
    }
  }
  return found;
}

const faultsUrl = await bundleFaults();
const { FAULT_GROUPS: groups } = await import(faultsUrl);
const count = groups.reduce((sum, { cases }) => sum + cases.length, 0);
/** Most of the time is spent waiting for timeouts. */
const AT_ONCE = 4;
const names = Object.keys(CLIENTS);
const found = new Map();
const measure = async () => {
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const started = performance.now();
    const verdicts = await verdictsOf(name, faultsUrl);
    if (verdicts.length !== count) throw new Error(`${name}: only ${verdicts.length} of ${count} cases completed.`);
    console.log(`${name}: ${Math.round((performance.now() - started) / 1000)} s`);
    found.set(name, verdicts);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, measure));
const clients = Object.keys(CLIENTS).map((name) => ({ name, verdicts: found.get(name) }));
await writeFile(PAGE, render({ clients, groups, versions: await versions() }));
console.log('Wrote docs/faults.md.');
