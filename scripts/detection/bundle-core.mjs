import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');
export const CACHE = join(root, 'node_modules/.cache/req-detection');

/** Core's detection and decoding, from source. */
export async function loadCore() {
  mkdirSync(CACHE, { recursive: true });
  const outfile = join(CACHE, 'core.mjs');
  await build({
    stdin: {
      contents: `export { detectEncoding } from './packages/core/src/response/detect.ts';
        export { decodeText } from './packages/core/src/response/decode-text.ts';`,
      resolveDir: root,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    conditions: ['@req/source'],
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}
