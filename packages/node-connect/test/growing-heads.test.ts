import { expect, test } from '@jest/globals';
import { superlinear } from '@req/test-support/cpu-time';
import { type ConnectResponse, ConnectResponseReader } from '../src/net/connect-response.ts';

function answerIn(text: string, size: number): ConnectResponse | string | null {
  const bytes = Buffer.from(text, 'latin1');
  const reader = new ConnectResponseReader();
  let answer: ConnectResponse | string | null = null;
  for (let at = 0; at < bytes.length && answer === null; at += size) answer = reader.add(bytes.subarray(at, at + size));
  return answer;
}

const INTERIM = 'HTTP/1.1 100 Continue\r\nX: y\r\n\r\n';
const ANSWER = 'HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n';

test.each([1, 2, 3, 7, 1000])("a proxy's answer in pieces of %d bytes is read, and what follows it is left", (size) => {
  for (const end of ['\n\n', '\r\n\r\n', '\n\r\n']) {
    const head = `HTTP/1.1 200 Connection established\r\nX: y${end}`;
    const answer = answerIn(`${INTERIM}${INTERIM}${head}`, size) as ConnectResponse;
    expect({ ...answer, rest: answer.rest.toString() }).toEqual({
      status: 200,
      reason: 'Connection established',
      rest: '',
    });
  }
  const whole = answerIn(`${INTERIM}${ANSWER}more`, 1000) as ConnectResponse;
  expect(whole.rest.toString()).toBe('more');
});

test("a proxy's answer without an end, or with interim responses without end, is refused", () => {
  expect(answerIn(`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`, 1000)).toBe('a header block over 65536 bytes');
  expect(answerIn(INTERIM.repeat(200), 1000)).toBe('more than 100 interim responses');
});

test.each<[string, (size: number) => string]>([
  ['one long line', (size) => `HTTP/1.1 200 ${'x'.repeat(size - 20)}`],
  ['many lines', (size) => `HTTP/1.1 200 OK\r\n${'a\r\n'.repeat((size - 20) / 3)}`],
  ['line feeds and carriage returns', (size) => `HTTP/1.1 200 OK\r\n${'a\n\r'.repeat((size - 20) / 3)}`],
])("a proxy's answer, byte by byte, takes linear time: %s", async (_, make) => {
  expect(await superlinear(make, (text) => answerIn(text, 1), { most: 65_536 })).toBeNull();
});
