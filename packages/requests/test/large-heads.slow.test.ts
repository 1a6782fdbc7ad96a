import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HTTPDigestAuth, type Session } from '@req/core';
import { superlinear } from '@req/test-support/cpu-time';
import { startTcpServer, type TcpServer } from '@req/test-support/tcp-server';
import { overEveryTransport } from './every-transport.ts';

/** Bytes. Some clients accept no larger head, and none a line of more than 64 KiB. */
const LARGEST = 262_144;
const LINE = 8192;

type Head = (size: number) => string;

const lines = (line: (length: number, i: number) => string): Head => {
  return (size) => Array.from({ length: Math.ceil(size / LINE) }, (_, i) => line(LINE - 64, i)).join('\r\n');
};
const filled = (name: string, before: string, unit: string): Head =>
  lines((length) => `${name}: ${before}${unit.repeat(length / unit.length)}`);

const short = (name: (i: number) => string): Head => {
  // So that the largest head has no more lines than are accepted.
  return (size) => Array.from({ length: size / 160 }, (_, i) => `${name(i)}: ${'v'.repeat(130)}`).join('\r\n');
};

const HEADS: readonly (readonly [name: string, status: string, head: Head])[] = [
  ['Location lines that are equal', '404 Not Found', filled('Location', 'http://h/?a=1&', 'token')],
  ['a Location to follow', '302 Found', (size) => `Location: /${'../'.repeat(Math.min(size, 60_000) / 3)}x`],
  [
    'a Location with userinfo',
    '302 Found',
    (size) => `Location: x://${'a:b@/?k=1&'.repeat(Math.min(size, 60_000) / 10)}`,
  ],
  ['Link lines', '200 OK', filled('Link', '<http://h/>; rel=', ', <a>;')],
  ['Set-Cookie lines', '200 OK', lines((length, i) => `Set-Cookie: n${i}=v; ${'secure ;'.repeat(length / 8)}`)],
  ['challenges', '401 Unauthorized', filled('WWW-Authenticate', 'Digest realm="r", nonce="n", qop="', 'auth,')],
  ['Content-Type lines', '200 OK', filled('Content-Type', 'text/html', ';')],
  ['Content-Encoding lines', '200 OK', filled('Content-Encoding', '', ' ,')],
  ['Keep-Alive lines', '200 OK', filled('Keep-Alive', '', 'timeout=5, ')],
  ['Transfer-Encoding', '200 OK', filled('X-Transfer-Encoding', '', 'chunked, ')],
  ['white space in a value', '200 OK', lines((length) => `X-Padded: x${' '.repeat(length)}x`)],
  ['white space after a value', '200 OK', lines((length) => `X-Padded: x${' '.repeat(length)}`)],
  ['different names', '200 OK', short((i) => `X-Name-${String(i).padStart(6, '0')}`)],
  ['equal names', '200 OK', short(() => 'X-Name')],
  ['a reason phrase', `404 ${'a:b@ '.repeat(6000)}`, () => 'X: y'],
];

let server: TcpServer;
let answer = '';
beforeAll(async () => {
  server = await startTcpServer((socket) => {
    let asked = '';
    socket.on('data', (chunk) => {
      asked += chunk.toString('latin1');
      if (!asked.includes('\r\n\r\n')) return;
      asked = '';
      socket.end(answer, 'latin1');
    });
  });
});
afterAll(() => server.close());

/** Sends a request, and reads everything that is parsed from the response head. */
async function read(session: Session): Promise<void> {
  try {
    const response = await session.get(`${server.origin}/`, { auth: new HTTPDigestAuth('user', 'pass') });
    JSON.stringify(response);
    inspect(response.headers);
    void [response.links, response.cookies.size, response.encoding, response.text];
    response.raiseForStatus();
  } catch (error) {
    inspect(error, { depth: 5 });
    JSON.stringify(error);
  }
}

describe('a response head is parsed in linear time', () => {
  overEveryTransport(({ session }) => {
    test.each(HEADS)('%s', async (_, status, head) => {
      const asking = session();
      const work = async (text: string): Promise<void> => {
        answer = `HTTP/1.1 ${status}\r\n${text}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
        await read(asking);
      };
      expect(await superlinear(head, work, { most: LARGEST })).toBeNull();
    });
  });
});
