import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const entry = `
  export { findCodec } from './packages/core/src/codecs/find-codec.ts';
  export { contentCodings, supportedCodings } from './packages/core/src/response/content-codings.ts';
  export { decodeWhole } from './packages/core/src/response/decode-content.ts';
  export { HeaderMap } from './packages/core/src/headers/header-map.ts';
`;

/** Runs code in a process of its own, over core's sources bundled into one module. */
function run(code: string): unknown {
  const bundle = execFileSync(
    process.execPath,
    [
      `${root}node_modules/esbuild/bin/esbuild`,
      ...[
        '--bundle',
        '--platform=node',
        '--format=esm',
        '--external:iconv-lite',
        '--external:tough-cookie',
        '--conditions=@req/source',
      ],
      `--define:import.meta.url=${JSON.stringify(import.meta.url)}`,
      `--banner:js=import { createRequire } from 'node:module'; const require = createRequire('${import.meta.url}');`,
    ],
    { cwd: root, input: entry, encoding: 'utf8' },
  );
  const out = execFileSync(process.execPath, ['--input-type=module', '-'], {
    input: `${bundle}\n{ ${code} }`,
    encoding: 'utf8',
  });
  return JSON.parse(out);
}

const LOADED = `
  const iconv = () => Object.keys(createRequire(${JSON.stringify(import.meta.url)}).cache).some((path) => path.includes('iconv-lite'));
  const zlib = () => process.moduleLoadList.includes('NativeModule zlib');
  const loaded = () => ({ iconv: iconv(), zlib: zlib() });
`;

test('tables are loaded at the first encoding that needs them, and zlib at the first body that is coded', () => {
  const result = run(`${LOADED}
    const states = [loaded()];
    for (const name of ['utf-8', 'latin-1', 'ascii', 'utf-16', 'utf-32', 'nope']) findCodec(name)?.decode(new Uint8Array([65]));
    contentCodings(new HeaderMap({ 'content-encoding': 'identity' }));
    if (!('zstd' in process.versions)) supportedCodings();
    states.push(loaded());
    findCodec('cp1251').decode(new Uint8Array([65]));
    states.push(loaded());
    try { decodeWhole(new Uint8Array([1, 2, 3]), ['br'], { maxBodySize: null, maxRatio: null }); } catch {}
    states.push(loaded());
    console.log(JSON.stringify(states));
  `);
  expect(result).toEqual([
    { iconv: false, zlib: false },
    { iconv: false, zlib: false },
    { iconv: true, zlib: false },
    { iconv: true, zlib: true },
  ]);
});
