// What a browser loads for a session over its own fetch before its first request: bundled, split, minified, compressed.
// Fails when it has grown. What is loaded when something needs it is told apart.
// npm run build && node scripts/bundle-size.mjs [--parts] [--files]

import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Bytes after gzip. To be lowered whenever less is reached. */
const LIMIT = 34_000;

const page = {
  stdin: {
    contents: "export { Session } from '@req/core'; export { FetchTransport } from '@req/transport-fetch';",
    resolveDir: new URL('../packages/transport-fetch', import.meta.url).pathname,
    sourcefile: 'page.js',
  },
  bundle: true,
  minify: true,
  platform: 'browser',
  format: 'esm',
  charset: 'utf8',
  write: false,
};
const { metafile, outputFiles } = await build({ ...page, splitting: true, metafile: true, outdir: 'bundle' });

/** Leaves out what is imported on demand. */
const withoutChunks = {
  name: 'without-chunks',
  setup: ({ onResolve }) =>
    onResolve({ filter: /./ }, ({ kind }) => (kind === 'dynamic-import' ? { external: true } : undefined)),
};
const asOne = await build({ ...page, plugins: [withoutChunks] });

const { outputs } = metafile;

/** A chunk and all that it imports in its head. */
function loadedWith(chunk, found = new Set()) {
  if (found.has(chunk)) return found;
  found.add(chunk);
  for (const { path, kind } of outputs[chunk].imports) if (kind === 'import-statement') loadedWith(path, found);
  return found;
}

const zipped = new Map(
  outputFiles.map(({ path, contents }) => [basename(path), gzipSync(contents, { level: 9 }).length]),
);
const bytesOf = (chunks) => [...chunks].reduce((sum, chunk) => sum + outputs[chunk].bytes, 0);
const zippedOf = (chunks) => [...chunks].reduce((sum, chunk) => sum + zipped.get(basename(chunk)), 0);

const first = loadedWith(Object.keys(outputs).find((chunk) => outputs[chunk].entryPoint?.endsWith('page.js')));

if (process.argv.includes('--parts') || process.argv.includes('--files')) {
  const parts = new Map();
  for (const chunk of first) {
    for (const [file, { bytesInOutput }] of Object.entries(outputs[chunk].inputs)) {
      const path = file.replace(/^packages\/([^/]+)\/dist\//, '$1/');
      const part = process.argv.includes('--files') ? path : path.replace(/\/[^/]*$/, '');
      parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
    }
  }
  for (const [part, bytes] of [...parts].sort((a, b) => b[1] - a[1]))
    console.log(`${String(bytes).padStart(7)}  ${part}`);
}
for (const { path, kind } of [...first].flatMap((chunk) => outputs[chunk].imports)) {
  if (kind !== 'dynamic-import') continue;
  const more = [...loadedWith(path)].filter((chunk) => !first.has(chunk));
  const name = outputs[path].entryPoint?.replace(/^packages\/([^/]+)\/dist\//, '$1/') ?? basename(path);
  console.log(`on demand, ${name}: ${bytesOf(more)} bytes, ${zippedOf(more)} after gzip`);
}
const size = zippedOf(first);
const one = gzipSync(asOne.outputFiles[0].contents, { level: 9 }).length;
console.log(
  `in one chunk, as bundlers make it that know what a page has: about ${one} after gzip; in ${first.size} of esbuild's:`,
);
console.log(`Session + FetchTransport in a browser: ${bytesOf(first)} bytes, ${size} after gzip (limit ${LIMIT})`);
if (size > LIMIT) process.exitCode = 1;
