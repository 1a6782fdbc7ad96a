// Joins the modules of each published package into one for Node, after the compiler: a file costs a fifth of a
// millisecond to find and load, and core has 150. Bundlers take the separate files, which they shake better.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PACKAGES = [
  'charset',
  'core',
  'node-connect',
  'transport-http',
  'transport-undici',
  'transport-fetch',
  'transport-axios',
  'requests',
];
/** The entries of a package are bundled together. What they share is a chunk, so that each class exists once. */
const ENTRIES = { core: ['index.js', 'events/index.js', 'transport/index.js'] };

for (const name of PACKAGES) {
  const dist = fileURLToPath(new URL(`../packages/${name}/dist/`, import.meta.url));
  rmSync(`${dist}node`, { recursive: true, force: true });
  await build({
    entryPoints: (ENTRIES[name] ?? ['index.js']).map((entry) => dist + entry),
    outbase: dist,
    outdir: `${dist}node`,
    bundle: true,
    // What is loaded on first use stays apart.
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    charset: 'utf8',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
}
