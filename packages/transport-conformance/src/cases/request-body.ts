import type { CaseContext } from '../case-context.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectBytes, expectEqual, expectTrue, fail } from '../expectation.ts';
import type { RecordedRequest } from '../server/script-server.ts';
import type { TransportRequestInit } from '../transport-request.ts';

async function sent(context: CaseContext, init: Omit<TransportRequestInit, 'url'>): Promise<RecordedRequest> {
  const { response } = await context.exchange({ method: 'POST', url: context.url(), ...init });
  expectEqual(response.status, 200, 'Status');
  await context.server.settled();
  return context.server.requests[0] ?? fail('The server received no request.');
}

function framingHeaders(request: RecordedRequest): string[] {
  return request.headers
    .filter(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name))
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`);
}

function expectBody(request: RecordedRequest, framing: string[], body: Uint8Array | string): void {
  expectEqual(framingHeaders(request), framing, 'Framing headers on the wire');
  expectTrue(request.framing !== 'truncated', 'The request arrived incomplete.');
  expectBytes(request.body, body, 'Body on the wire');
}

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text, 'latin1');
}

const every = Uint8Array.from({ length: 256 }, (_, i) => i);

export const requestBody: readonly ConformanceCase[] = defineCases(
  {
    subject: 'request body',
    rule: 'The Transport contract: sends the body given, and adds the framing it needs (RFC 9112 §6).',
  },
  [
    {
      name: 'sends a GET without a body without framing headers',
      run: async (context) => expectBody(await sent(context, { method: 'GET' }), [], ''),
    },
    {
      name: 'sends a POST without a body with no framing header or Content-Length: 0',
      run: async (context) => {
        const request = await sent(context, {});
        // Content-Length: 0 means the same (RFC 9110 §8.6).
        expectTrue(
          /^(?:content-length: 0)?$/.test(framingHeaders(request).join()),
          'Expected no framing headers, or Content-Length: 0.',
        );
        expectBytes(request.body, '', 'Body on the wire');
      },
    },
    {
      name: 'sends an empty body with Content-Length: 0',
      run: async (context) => {
        const headers = { 'Content-Length': '0' };
        expectBody(await sent(context, { headers, body: new Uint8Array(0) }), ['content-length: 0'], '');
      },
    },
    {
      name: 'sends bytes unchanged, with the Content-Length of the request',
      run: async (context) => {
        const headers = { 'Content-Length': '256' };
        expectBody(await sent(context, { headers, body: every }), ['content-length: 256'], every);
      },
    },
    {
      name: 'adds Content-Length to bytes without one',
      run: async (context) => expectBody(await sent(context, { body: every }), ['content-length: 256'], every),
    },
    {
      name: 'sends only the viewed part of a larger buffer',
      run: async (context) => {
        const view = new Uint8Array(every.buffer, 65, 3);
        expectBody(
          await sent(context, { headers: { 'Content-Length': '3' }, body: view }),
          ['content-length: 3'],
          'ABC',
        );
      },
    },
    {
      name: 'sends a body of several megabytes',
      run: async (context) => {
        const body = Buffer.alloc(5_000_000, every);
        const headers = { 'Content-Length': String(body.length) };
        expectBody(await sent(context, { headers, body }), ['content-length: 5000000'], body);
      },
    },
    {
      name: 'sends bodies with PUT, PATCH, DELETE and OPTIONS',
      run: async (context) => {
        const headers = { 'Content-Length': '4' };
        for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
          context.server.play([]);
          expectBody(
            await sent(context, { method, headers, body: Buffer.from('body') }),
            ['content-length: 4'],
            'body',
          );
        }
      },
    },
    {
      name: 'sends bodies with GET and HEAD',
      needs: ['get-body'],
      run: async (context) => {
        const headers = { 'Content-Length': '4' };
        for (const method of ['GET', 'HEAD']) {
          context.server.play([]);
          expectBody(
            await sent(context, { method, headers, body: Buffer.from('body') }),
            ['content-length: 4'],
            'body',
          );
        }
      },
    },
    {
      name: 'sends a stream of known length with its Content-Length',
      needs: ['streaming-upload'],
      run: async (context) => {
        const init = { headers: { 'Content-Length': '7' }, body: chunks('one', '', 'four') };
        expectBody(await sent(context, init), ['content-length: 7'], 'onefour');
      },
    },
    {
      name: 'sends a stream of unknown length in chunks, with the Transfer-Encoding of the request',
      needs: ['streaming-upload'],
      run: async (context) => {
        const init = { headers: { 'Transfer-Encoding': 'chunked' }, body: chunks('one', 'four') };
        expectBody(await sent(context, init), ['transfer-encoding: chunked'], 'onefour');
      },
    },
    {
      name: 'sends a stream without framing headers in chunks',
      needs: ['streaming-upload'],
      run: async (context) =>
        expectBody(await sent(context, { body: chunks('one') }), ['transfer-encoding: chunked'], 'one'),
    },
    {
      name: 'does not end a stream at an empty piece',
      needs: ['streaming-upload'],
      run: async (context) => {
        const init = { headers: { 'Transfer-Encoding': 'chunked' }, body: chunks('', 'a', '', 'b', '') };
        expectBody(await sent(context, init), ['transfer-encoding: chunked'], 'ab');
      },
    },
    {
      name: 'sends a stream without pieces as an empty body',
      needs: ['streaming-upload'],
      run: async (context) => {
        const request = await sent(context, { headers: { 'Transfer-Encoding': 'chunked' }, body: chunks() });
        const framing = framingHeaders(request).join();
        // A client that sees the end immediately may send the length instead.
        expectTrue(
          /^(?:transfer-encoding: chunked|content-length: 0)$/.test(framing),
          `Unexpected framing: ${framing}.`,
        );
        expectTrue(request.framing !== 'truncated', 'The request arrived incomplete.');
        expectBytes(request.body, '', 'Body on the wire');
      },
    },
  ],
);
