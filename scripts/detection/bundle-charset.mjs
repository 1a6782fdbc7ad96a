import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');
export const CACHE = join(root, 'node_modules/.cache/req-detection');

/** The charset package, from source. */
export async function loadCharset() {
  mkdirSync(CACHE, { recursive: true });
  const outfile = join(CACHE, 'charset.mjs');
  await build({
    stdin: {
      contents: `export { detect, findCodec } from './packages/charset/src/index.ts';`,
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
