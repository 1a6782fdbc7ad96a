// What a browser loads for a session over its own fetch: bundled, minified, compressed. Fails when it has grown.
// npm run build && node scripts/bundle-size.mjs [--parts]

import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Bytes after gzip. To be lowered whenever less is reached. */
const LIMIT = 52_000;

const { metafile, outputFiles } = await build({
  stdin: {
    contents: "export { Session } from '@req/core'; export { FetchTransport } from '@req/transport-fetch';",
    resolveDir: new URL('../packages/transport-fetch', import.meta.url).pathname,
  },
  bundle: true,
  minify: true,
  platform: 'browser',
  format: 'esm',
  charset: 'utf8',
  write: false,
  metafile: true,
  outfile: 'bundle.js',
});
const [{ contents }] = outputFiles;
const zipped = gzipSync(contents, { level: 9 }).length;

if (process.argv.includes('--parts')) {
  const [{ inputs }] = Object.values(metafile.outputs);
  const folders = new Map();
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const folder = file.replace(/^packages\/([^/]+)\/dist\//, '$1/').replace(/\/[^/]*$/, '');
    folders.set(folder, (folders.get(folder) ?? 0) + bytesInOutput);
  }
  for (const [folder, bytes] of [...folders].sort((a, b) => b[1] - a[1]))
    console.log(`${String(bytes).padStart(7)}  ${folder}`);
}
console.log(`Session + FetchTransport in a browser: ${contents.length} bytes, ${zipped} after gzip (limit ${LIMIT})`);
if (zipped > LIMIT) process.exitCode = 1;
