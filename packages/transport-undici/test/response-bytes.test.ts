import { expect, test } from '@jest/globals';
import { superlinear } from '@req/test-support/cpu-time';
import { ResponseBytes } from '../src/http1/response-bytes.ts';

const INTERIM = 'HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n';
const FINAL = 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n';

function passedOn(text: string, size: number): { readonly reader: ResponseBytes; readonly bytes: string } {
  const reader = new ResponseBytes();
  reader.begin();
  let bytes = '';
  const all = Buffer.from(text, 'latin1');
  for (let at = 0; at < all.length; at += size) {
    bytes += reader.take(all.subarray(at, at + size))?.toString('latin1') ?? '';
    if (reader.problem() !== null) break;
  }
  return { reader, bytes };
}

test.each([1, 2, 3, 5, 11, 1000])('interim responses are skipped, in pieces of %d bytes', (size) => {
  for (const before of ['', INTERIM, INTERIM.repeat(3), `${INTERIM}${INTERIM}`]) {
    const { reader, bytes } = passedOn(before + FINAL, size);
    expect(bytes).toBe(FINAL);
    expect([reader.reason, reader.httpVersion]).toEqual(['Not Found', '1.1']);
  }
});

test.each<[string, (size: number) => string]>([
  ['one long line', (size) => `HTTP/1.1 103 Early Hints\r\nX: ${'x'.repeat(size)}`],
  ['many lines', (size) => `HTTP/1.1 103 Early Hints\r\n${'a: b\r\n'.repeat(size / 6)}`],
  ['a long status line', (size) => `HTTP/1.1 103 ${'x'.repeat(Math.min(60_000, size))}`],
  ['line feeds and carriage returns', (size) => `HTTP/1.1 103 Early Hints\r\n${'a\n\r'.repeat(size / 3)}`],
])('an interim response, byte by byte, takes linear time: %s', async (_, make) => {
  expect(await superlinear(make, (text) => passedOn(text, 1), { most: 262_144 })).toBeNull();
});
