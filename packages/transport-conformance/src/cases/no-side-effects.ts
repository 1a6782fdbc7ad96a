import { ConnectionError, type TransportRequest } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { sleep, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectBytes, expectEqual, expectError, expectTrue, rejectionOf } from '../expectation.ts';
import { readBody } from '../read-body.ts';
import { transportRequest } from '../transport-request.ts';

/** Headers that a transport may add. `Connection` concerns the hop, not the message (RFC 9110 §7.6.1). */
const ALLOWED = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

function addedHeaders(context: CaseContext, given: readonly string[] = []): string[] {
  const names = new Set(given.map((name) => name.toLowerCase()));
  const seen = context.server.requests.flatMap((request) => request.headers);
  return seen
    .filter(([name]) => !ALLOWED.has(name.toLowerCase()) && !names.has(name.toLowerCase()))
    .map((h) => h.join(': '));
}

/** Expects the response to be returned unchanged, after a single request. */
async function expectReturned(context: CaseContext, status: number, lines: string): Promise<void> {
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

async function expectNotResent(context: CaseContext, method: string, warm: boolean): Promise<void> {
  if (warm) await context.exchange({ url: context.url() });
  const body = method === 'POST' ? Buffer.from('once') : null;
  const headers = body === null ? {} : { 'Content-Length': '4' };
  for (const ending of [{ close: true }, { reset: true }]) {
    context.server.play([ending, ending]);
    const sent = context.send({ url: context.url(), method, headers, body });
    expectError(await rejectionOf(sent, 'a ConnectionError'), ConnectionError);
    await sleep(30);
    await context.server.settled();
    expectEqual(context.server.requests.length, 1, `Number of times the ${method} was sent`);
  }
}

export const noSideEffects: readonly ConformanceCase[] = defineCases(
  {
    subject: 'no side effects',
    rule: 'The Transport contract: makes one exchange per call, without redirects, cookies, retries or authentication of its own, and never changes the request.',
  },
  [
    {
      name: 'adds no headers but Host and Connection to a request without a body',
      run: async (context) => {
        for (const method of ['GET', 'HEAD', 'DELETE', 'POST']) await context.exchange({ url: context.url(), method });
        expectEqual(addedHeaders(context), [], 'Added headers');
      },
    },
    {
      name: 'adds no headers but Host, Connection and framing to a request with a body',
      run: async (context) => {
        await context.exchange({
          url: context.url(),
          method: 'POST',
          body: Buffer.from('{"a":1}'),
          headers: { 'X-Mine': '1' },
        });
        expectEqual(addedHeaders(context, ['X-Mine']), [], 'Added headers');
      },
    },
    {
      name: 'does not follow redirects',
      run: async (context) => {
        for (const status of [301, 302, 303, 307, 308])
          await expectReturned(context, status, 'Location: /elsewhere\r\n');
      },
    },
    {
      name: 'does not keep cookies',
      run: async (context) => {
        context.server.play([{ raw: 'HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nContent-Length: 0\r\n\r\n' }]);
        for (let i = 0; i < 2; i++) await context.exchange({ url: context.url() });
        const names = context.server.requests.flatMap((request) => request.headers.map(([name]) => name.toLowerCase()));
        expectTrue(!names.includes('cookie'), 'The second request has the cookie of the first response.');
      },
    },
    {
      name: 'does not answer authentication challenges',
      run: async (context) => {
        await expectReturned(context, 401, 'WWW-Authenticate: Basic realm="r"\r\n');
        await expectReturned(context, 407, 'Proxy-Authenticate: Basic realm="r"\r\n');
      },
    },
    {
      name: 'does not retry error statuses',
      run: async (context) => {
        await expectReturned(context, 503, 'Retry-After: 0\r\n');
        await expectReturned(context, 429, 'Retry-After: 0\r\n');
        await expectReturned(context, 408, 'Connection: close\r\n');
        await expectReturned(context, 421, '');
      },
    },
    {
      name: 'does not resend a GET when the connection breaks',
      run: (context) => expectNotResent(context, 'GET', false),
    },
    {
      name: 'does not resend a POST when the connection breaks',
      run: (context) => expectNotResent(context, 'POST', false),
    },
    {
      name: 'does not resend a GET when a reused connection breaks',
      run: (context) => expectNotResent(context, 'GET', true),
    },
    {
      name: 'does not resend a POST when a reused connection breaks',
      run: (context) => expectNotResent(context, 'POST', true),
    },
    {
      name: 'does not modify the request, which can be sent again',
      run: async (context) => {
        const bytes = Uint8Array.from([0, 1, 2, 255]);
        const headers = { 'X-b': '1', 'x-A': '2', 'Content-Length': '4' };
        const request = deepFreeze(
          transportRequest({ url: context.url('/a?b'), method: 'POST', headers, body: bytes }),
        );
        const before = [...request.headers];
        for (let i = 0; i < 2; i++) await readBody(await context.transport.send(request));
        expectEqual([...request.headers], before, 'Headers of the request after it was sent');
        expectBytes(bytes, '\x00\x01\x02\xff', 'Body of the request after it was sent');
        const [first, second] = context.server.requests.map(({ line, headers: lines, body }) => [
          line,
          lines,
          body.toString('hex'),
        ]);
        expectEqual(second, first, 'The second request');
      },
    },
    {
      name: 'sends a request twice when it is passed to two concurrent calls',
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
  ],
);

/** Freezes the request, so that modifying it throws. */
function deepFreeze(request: TransportRequest): TransportRequest {
  Object.freeze(request.timeout);
  Object.freeze(request.tls);
  Object.freeze(request.headers);
  return Object.freeze(request);
}
