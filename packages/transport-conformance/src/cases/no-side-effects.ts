import { ConnectionError, type TransportRequest } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { sleep, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectBytes, expectEqual, expectError, expectTrue, rejectionOf } from '../expectation.ts';
import { readBody } from '../read-body.ts';
import { transportRequest } from '../transport-request.ts';

/** `Connection` manages the hop (RFC 9110 §7.6.1), not the message. */
const OWN = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

function foreign(context: CaseContext, given: readonly string[] = []): string[] {
  const names = new Set(given.map((name) => name.toLowerCase()));
  const seen = context.server.requests.flatMap((request) => request.headers);
  return seen
    .filter(([name]) => !OWN.has(name.toLowerCase()) && !names.has(name.toLowerCase()))
    .map((h) => h.join(': '));
}

/** The response to a GET is handed over as it is, after one request. */
async function returned(context: CaseContext, status: number, lines: string): Promise<void> {
  context.server.play([{ raw: `HTTP/1.1 ${status} Any\r\n${lines}Content-Length: 4\r\n\r\nbody` }]);
  const { response, body } = await within(2_000, context.exchange({ url: context.url() }), 'The response');
  await sleep(30);
  await context.server.settled();
  expectEqual(
    context.server.requests.map((request) => request.line),
    ['GET / HTTP/1.1'],
    'Requests on the wire',
  );
  expectEqual(response.status, status, 'Status');
  expectBytes(body, 'body', 'Body');
}

async function notRepeated(context: CaseContext, method: string, warm: boolean): Promise<void> {
  if (warm) await context.exchange({ url: context.url() });
  const body = method === 'POST' ? Buffer.from('once') : null;
  const headers = body === null ? {} : { 'Content-Length': '4' };
  for (const ending of [{ close: true }, { reset: true }]) {
    context.server.play([ending, ending]);
    const sent = context.send({ url: context.url(), method, headers, body });
    expectError(await rejectionOf(sent, 'a ConnectionError'), ConnectionError);
    await sleep(30);
    await context.server.settled();
    expectEqual(context.server.requests.length, 1, `Times that the ${method} was sent`);
  }
}

export const noSideEffects: readonly ConformanceCase[] = defineCases('no side effects', [
  {
    name: 'no header is added to a request without a body but Host and Connection',
    run: async (context) => {
      for (const method of ['GET', 'HEAD', 'DELETE', 'POST']) await context.exchange({ url: context.url(), method });
      expectEqual(foreign(context), [], 'Headers that were not asked for');
    },
  },
  {
    name: 'no header is added to a request with a body but Host, Connection and its framing',
    run: async (context) => {
      await context.exchange({
        url: context.url(),
        method: 'POST',
        body: Buffer.from('{"a":1}'),
        headers: { 'X-Mine': '1' },
      });
      expectEqual(foreign(context, ['X-Mine']), [], 'Headers that were not asked for');
    },
  },
  {
    name: 'no redirect is followed',
    run: async (context) => {
      for (const status of [301, 302, 303, 307, 308]) await returned(context, status, 'Location: /elsewhere\r\n');
    },
  },
  {
    name: 'no cookie is kept',
    run: async (context) => {
      context.server.play([{ raw: 'HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nContent-Length: 0\r\n\r\n' }]);
      for (let i = 0; i < 2; i++) await context.exchange({ url: context.url() });
      const names = context.server.requests.flatMap((request) => request.headers.map(([name]) => name.toLowerCase()));
      expectTrue(!names.includes('cookie'), 'The cookie of the first response came back with the second request.');
    },
  },
  {
    name: 'no challenge is answered',
    run: async (context) => {
      await returned(context, 401, 'WWW-Authenticate: Basic realm="r"\r\n');
      await returned(context, 407, 'Proxy-Authenticate: Basic realm="r"\r\n');
    },
  },
  {
    name: 'no error status is tried again',
    run: async (context) => {
      await returned(context, 503, 'Retry-After: 0\r\n');
      await returned(context, 429, 'Retry-After: 0\r\n');
      await returned(context, 408, 'Connection: close\r\n');
      await returned(context, 421, '');
    },
  },
  { name: 'a GET whose connection breaks is not sent again', run: (context) => notRepeated(context, 'GET', false) },
  { name: 'a POST whose connection breaks is not sent again', run: (context) => notRepeated(context, 'POST', false) },
  {
    name: 'a GET whose connection, used before, breaks is not sent again',
    run: (context) => notRepeated(context, 'GET', true),
  },
  {
    name: 'a POST whose connection, used before, breaks is not sent again',
    run: (context) => notRepeated(context, 'POST', true),
  },
  {
    name: 'the request is not changed and can be sent again',
    run: async (context) => {
      const bytes = Uint8Array.from([0, 1, 2, 255]);
      const headers = { 'X-b': '1', 'x-A': '2', 'Content-Length': '4' };
      const request = deepFreeze(transportRequest({ url: context.url('/a?b'), method: 'POST', headers, body: bytes }));
      const before = [...request.headers];
      for (let i = 0; i < 2; i++) await readBody(await context.transport.send(request));
      expectEqual([...request.headers], before, 'Headers of the request after it was sent');
      expectBytes(bytes, '\x00\x01\x02\xff', 'Body of the request after it was sent');
      const [first, second] = context.server.requests.map(({ line, headers: lines, body }) => [
        line,
        lines,
        body.toString('hex'),
      ]);
      expectEqual(second, first, 'The second time on the wire');
    },
  },
  {
    name: 'two calls at once with one request are two exchanges',
    run: async (context) => {
      const request = deepFreeze(transportRequest({ url: context.url(), method: 'PUT', body: Buffer.from('same') }));
      await Promise.all([1, 2].map(async () => readBody(await context.transport.send(request))));
      expectEqual(
        context.server.requests.map(({ body }) => body.toString()),
        ['same', 'same'],
        'Bodies on the wire',
      );
    },
  },
]);

/** Assigning to any part of it throws, in strict mode. */
function deepFreeze(request: TransportRequest): TransportRequest {
  Object.freeze(request.timeout);
  Object.freeze(request.tls);
  Object.freeze(request.headers);
  return Object.freeze(request);
}
