// What a browser loads for a session over its own fetch: bundled, minified, compressed. Fails when it has grown.
// npm run build && node scripts/bundle-size.mjs [--parts] [--files]

import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Bytes after gzip. To be lowered whenever less is reached. */
const LIMIT = 41_800;

const { metafile, outputFiles } = await build({
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
  metafile: true,
});
const [{ contents }] = outputFiles;
const [{ inputs }] = Object.values(metafile.outputs);

if (process.argv.includes('--parts') || process.argv.includes('--files')) {
  const parts = new Map();
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const path = file.replace(/^packages\/([^/]+)\/dist\//, '$1/');
    const part = process.argv.includes('--files') ? path : path.replace(/\/[^/]*$/, '');
    parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
  }
  for (const [part, bytes] of [...parts].sort((a, b) => b[1] - a[1]))
    console.log(`${String(bytes).padStart(7)}  ${part}`);
}
const size = gzipSync(contents, { level: 9 }).length;
console.log(`Session + FetchTransport in a browser: ${contents.length} bytes, ${size} after gzip (limit ${LIMIT})`);
if (size > LIMIT) process.exitCode = 1;
