import { expect, test } from '@jest/globals';
import { superlinear } from '@req/test-support/cpu-time';
import { type ConnectResponse, ConnectResponseReader } from '../src/net/connect-response.ts';

function readIn(text: string, size: number): ConnectResponse | string | null {
  const bytes = Buffer.from(text, 'latin1');
  const reader = new ConnectResponseReader();
  let response: ConnectResponse | string | null = null;
  for (let at = 0; at < bytes.length && response === null; at += size)
    response = reader.add(bytes.subarray(at, at + size));
  return response;
}

const INTERIM = 'HTTP/1.1 100 Continue\r\nX: y\r\n\r\n';
const FINAL = 'HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n';

test.each([1, 2, 3, 7, 1000])(
  "a proxy's response in pieces of %d bytes is read, and the bytes after it are kept",
  (size) => {
    for (const end of ['\n\n', '\r\n\r\n', '\n\r\n']) {
      const head = `HTTP/1.1 200 Connection established\r\nX: y${end}`;
      const response = readIn(`${INTERIM}${INTERIM}${head}`, size) as ConnectResponse;
      expect({ ...response, rest: response.rest.toString() }).toEqual({
        status: 200,
        reason: 'Connection established',
        rest: '',
      });
    }
    const whole = readIn(`${INTERIM}${FINAL}more`, 1000) as ConnectResponse;
    expect(whole.rest.toString()).toBe('more');
  },
);

test("a proxy's endless header block, or endless interim responses, are rejected", () => {
  expect(readIn(`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`, 1000)).toBe('a header block over 65536 bytes');
  expect(readIn(INTERIM.repeat(200), 1000)).toBe('more than 100 interim responses');
});

test.each<[string, (size: number) => string]>([
  ['one long line', (size) => `HTTP/1.1 200 ${'x'.repeat(size - 20)}`],
  ['many lines', (size) => `HTTP/1.1 200 OK\r\n${'a\r\n'.repeat((size - 20) / 3)}`],
  ['line feeds and carriage returns', (size) => `HTTP/1.1 200 OK\r\n${'a\n\r'.repeat((size - 20) / 3)}`],
])("a proxy's response, byte by byte, takes linear time: %s", async (_, make) => {
  expect(await superlinear(make, (text) => readIn(text, 1), { most: 65_536 })).toBeNull();
});
