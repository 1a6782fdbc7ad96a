import { describe, expect, test } from '@jest/globals';
import { HeaderMap, type TransportRequest } from '@req/core';
import { closeAfterEach, serve, transport } from './setup.ts';
import { chunks, errorOf, request } from './transport-request.ts';

closeAfterEach();

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

/** Sends a request and returns what the server received. */
async function receivedFrom(
  given: Partial<TransportRequest>,
  target = '/',
): Promise<{ lines: string[]; rest: string }> {
  const server = await serve(OK);
  await transport().send(request(server.origin + target, given));
  const received = server.received[0];
  if (received === undefined) throw new Error('Nothing was received.');
  return { lines: received.lines.map((line) => line.replace(String(server.port), 'PORT')), rest: received.rest };
}

const headers = (...pairs: [string, string][]): HeaderMap => new HeaderMap(pairs);

describe('the head of a request', () => {
  test('has the field lines as given: case, order, repetition, connection headers', async () => {
    const given = headers(
      ['X-Before', '1'],
      ['hOST', 'example.test'],
      ['User-Agent', ''],
      ['Connection', 'keep-alive, TE'],
      ['TE', 'trailers'],
      ['X-Before', '2'],
      ['Upgrade', 'h2c'],
      ['Keep-Alive', 'timeout=5'],
      ['Expect', '100-continue'],
      ['X-Latin', 'caf\u00e9'],
    );
    const { lines } = await receivedFrom({ headers: given });
    expect(lines).toEqual([
      'GET / HTTP/1.1',
      'X-Before: 1',
      'hOST: example.test',
      'User-Agent: ',
      'Connection: keep-alive, TE',
      'TE: trailers',
      'X-Before: 2',
      'Upgrade: h2c',
      'Keep-Alive: timeout=5',
      'Expect: 100-continue',
      'X-Latin: caf\u00e9',
    ]);
  });

  test.each(['/a/../b', '//x//y', '/[x]?a=[b]&c=d%2f', '/%7e~', '/a;b=c,d?e=|f', '/?', '?q=1', ''])(
    'has the target as written in the URL: %j',
    async (target) => {
      const { lines } = await receivedFrom({}, target);
      expect(lines[0]).toBe(`GET ${target.startsWith('/') ? target : `/${target}`} HTTP/1.1`);
    },
  );

  test.each(['TRACE', 'M-SEARCH', 'get', 'CONNECT', 'PROPFIND', '$&*'])(
    'has the method as given: %s',
    async (method) => {
      expect((await receivedFrom({ method })).lines[0]).toBe(`${method} / HTTP/1.1`);
    },
  );

  test('with a line break, or a character beyond ISO-8859-1, is rejected before connecting', async () => {
    const server = await serve(OK);
    for (const value of ['a\u010ab', 'a\0b', 'a\u2028b']) {
      const given = HeaderMap.fromFlat(['X-A', value]);
      const error = await errorOf(transport().send(request(server.origin, { headers: given })));
      expect(error.name).toBe('InvalidHeader');
    }
    for (const target of ['/a b', '/a\r\nX: y', '/\u010a']) {
      await errorOf(transport().send(request(server.origin + target)));
    }
    for (const method of ['GE T', 'GET\r\nX:', '']) {
      await errorOf(transport().send(request(server.origin, { method })));
    }
    expect(server.received).toEqual([]);
  });
});

describe('the framing of a request', () => {
  test.each([
    ['POST', 'Content-Length: 0'],
    ['DELETE', 'Content-Length: 0'],
    ['OPTIONS', 'Content-Length: 0'],
    ['GET', 'Content-Length: 0'],
  ])('%s without a body keeps a Content-Length that was given', async (method, line) => {
    const { lines, rest } = await receivedFrom({ method, headers: headers(['Content-Length', '0']) });
    expect(lines.slice(1)).toEqual([`Host: 127.0.0.1:PORT`, line]);
    expect(rest).toBe('');
  });

  test.each(['GET', 'POST', 'DELETE', 'HEAD'])('%s with bytes is sent with their length', async (method) => {
    const { lines, rest } = await receivedFrom({ method, body: Buffer.from('hello') });
    expect(lines.slice(2)).toEqual(['Content-Length: 5']);
    expect(rest).toBe('hello');
  });

  test('bytes with Transfer-Encoding are sent as one chunk', async () => {
    const given = headers(['Transfer-Encoding', 'chunked']);
    const { lines, rest } = await receivedFrom({
      method: 'POST',
      headers: given,
      body: Buffer.from('0123456789abcdef'),
    });
    expect(lines.slice(2)).toEqual(['Transfer-Encoding: chunked']);
    expect(rest).toBe('10\r\n0123456789abcdef\r\n0\r\n\r\n');
  });

  test.each([
    ['no bytes', new Uint8Array(0)],
    ['an iterable of nothing', chunks()],
    ['an iterable of empty chunks', chunks('', '')],
  ])('%s with Transfer-Encoding is an empty chunked body', async (_what, body) => {
    const { lines, rest } = await receivedFrom({
      method: 'POST',
      headers: headers(['Transfer-Encoding', 'chunked']),
      body,
    });
    expect(lines.slice(2)).toEqual(['Transfer-Encoding: chunked']);
    expect(rest).toBe('0\r\n\r\n');
  });

  test('an iterable is sent in chunks', async () => {
    const { lines, rest } = await receivedFrom({ method: 'PUT', body: chunks('ab', '', 'c') });
    expect(lines.slice(2)).toEqual(['Transfer-Encoding: chunked']);
    expect(rest).toBe('2\r\nab\r\n1\r\nc\r\n0\r\n\r\n');
  });

  test('an iterable with Content-Length is sent without chunks', async () => {
    const given = headers(['content-length', '3']);
    const { lines, rest } = await receivedFrom({ method: 'PUT', headers: given, body: chunks('ab', 'c') });
    expect(lines.slice(2)).toEqual(['content-length: 3']);
    expect(rest).toBe('abc');
  });

  test('Content-Length next to Transfer-Encoding is left out', async () => {
    const given = headers(['Content-Length', '3'], ['Transfer-Encoding', 'chunked']);
    const { lines } = await receivedFrom({ method: 'PUT', headers: given, body: chunks('ab', 'c') });
    expect(lines.slice(2)).toEqual(['Transfer-Encoding: chunked']);
  });

  test('a Content-Length that contradicts the body is an InvalidHeader', async () => {
    const server = await serve(OK);
    const given = headers(['Content-Length', '4']);
    for (const body of [null, Buffer.from('abc'), chunks('ab', 'c'), chunks('abc', 'de')]) {
      const error = await errorOf(transport().send(request(server.origin, { method: 'POST', headers: given, body })));
      expect(error.name).toBe('InvalidHeader');
    }
    expect(server.received).toEqual([]);
  });

  test('a large body is received whole', async () => {
    const body = Buffer.alloc(3_000_000, 'x');
    const { rest } = await receivedFrom({ method: 'POST', body, timeout: { connect: 20_000, read: 20_000 } });
    expect(rest).toHaveLength(3_000_000);
  });
});
