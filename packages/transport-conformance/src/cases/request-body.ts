import { type ConformanceCase, casesOf } from '../conformance-case.ts';
import { expectBytes, expectEqual, expectTrue, fail } from '../expectation.ts';
import type { Kit } from '../kit.ts';
import type { RecordedRequest } from '../server/script-server.ts';
import type { TransportRequestInit } from '../transport-request.ts';

async function sent(kit: Kit, init: Omit<TransportRequestInit, 'url'>): Promise<RecordedRequest> {
  const { response } = await kit.exchange({ method: 'POST', url: kit.url(), ...init });
  expectEqual(response.status, 200, 'Status');
  await kit.server.settled();
  return kit.server.requests[0] ?? fail('No request reached the server.');
}

function framingHeaders(request: RecordedRequest): string[] {
  return request.headers
    .filter(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name))
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`);
}

function expectBody(request: RecordedRequest, framing: string[], body: Uint8Array | string): void {
  expectEqual(framingHeaders(request), framing, 'Framing headers on the wire');
  expectTrue(request.framing !== 'truncated', 'The request arrived cut short.');
  expectBytes(request.body, body, 'Body on the wire');
}

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text, 'latin1');
}

const every = Uint8Array.from({ length: 256 }, (_, i) => i);

export const requestBody: readonly ConformanceCase[] = casesOf('request body', [
  {
    name: 'a GET without a body has no framing',
    run: async (kit) => expectBody(await sent(kit, { method: 'GET' }), [], ''),
  },
  {
    name: 'a POST without a body sends none',
    run: async (kit) => {
      const request = await sent(kit, {});
      // Content-Length: 0 says the same (RFC 9110 §8.6).
      expectTrue(/^(?:content-length: 0)?$/.test(framingHeaders(request).join()), 'Expected no framing, or length 0.');
      expectBytes(request.body, '', 'Body on the wire');
    },
  },
  {
    name: 'an empty body has Content-Length 0',
    run: async (kit) => {
      const headers = { 'Content-Length': '0' };
      expectBody(await sent(kit, { headers, body: new Uint8Array(0) }), ['content-length: 0'], '');
    },
  },
  {
    name: 'bytes go out untouched, under the Content-Length of the request',
    run: async (kit) => {
      const headers = { 'Content-Length': '256' };
      expectBody(await sent(kit, { headers, body: every }), ['content-length: 256'], every);
    },
  },
  {
    name: 'bytes without a Content-Length get one',
    run: async (kit) => expectBody(await sent(kit, { body: every }), ['content-length: 256'], every),
  },
  {
    name: 'bytes that are a view of a larger buffer go out alone',
    run: async (kit) => {
      const view = new Uint8Array(every.buffer, 65, 3);
      expectBody(await sent(kit, { headers: { 'Content-Length': '3' }, body: view }), ['content-length: 3'], 'ABC');
    },
  },
  {
    name: 'megabytes go out whole',
    run: async (kit) => {
      const body = Buffer.alloc(5_000_000, every);
      const headers = { 'Content-Length': String(body.length) };
      expectBody(await sent(kit, { headers, body }), ['content-length: 5000000'], body);
    },
  },
  {
    name: 'PUT, PATCH, DELETE and OPTIONS carry a body',
    run: async (kit) => {
      const headers = { 'Content-Length': '4' };
      for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        kit.server.play([]);
        expectBody(await sent(kit, { method, headers, body: Buffer.from('body') }), ['content-length: 4'], 'body');
      }
    },
  },
  {
    name: 'GET and HEAD carry a body',
    needs: ['get-body'],
    run: async (kit) => {
      const headers = { 'Content-Length': '4' };
      for (const method of ['GET', 'HEAD']) {
        kit.server.play([]);
        expectBody(await sent(kit, { method, headers, body: Buffer.from('body') }), ['content-length: 4'], 'body');
      }
    },
  },
  {
    name: 'a stream of known length goes out under its Content-Length',
    needs: ['streaming-upload'],
    run: async (kit) => {
      const init = { headers: { 'Content-Length': '7' }, body: chunks('one', '', 'four') };
      expectBody(await sent(kit, init), ['content-length: 7'], 'onefour');
    },
  },
  {
    name: 'a stream of unknown length goes out in chunks, under the Transfer-Encoding of the request',
    needs: ['streaming-upload'],
    run: async (kit) => {
      const init = { headers: { 'Transfer-Encoding': 'chunked' }, body: chunks('one', 'four') };
      expectBody(await sent(kit, init), ['transfer-encoding: chunked'], 'onefour');
    },
  },
  {
    name: 'a stream without framing headers goes out in chunks',
    needs: ['streaming-upload'],
    run: async (kit) => expectBody(await sent(kit, { body: chunks('one') }), ['transfer-encoding: chunked'], 'one'),
  },
  {
    name: 'an empty piece of a stream does not end it',
    needs: ['streaming-upload'],
    run: async (kit) => {
      const init = { headers: { 'Transfer-Encoding': 'chunked' }, body: chunks('', 'a', '', 'b', '') };
      expectBody(await sent(kit, init), ['transfer-encoding: chunked'], 'ab');
    },
  },
  {
    name: 'a stream without a piece is an empty body',
    needs: ['streaming-upload'],
    run: async (kit) => {
      const request = await sent(kit, { headers: { 'Transfer-Encoding': 'chunked' }, body: chunks() });
      const framing = framingHeaders(request).join();
      // A client that sees the end at once may tell the length instead.
      expectTrue(/^(?:transfer-encoding: chunked|content-length: 0)$/.test(framing), `Unexpected framing: ${framing}.`);
      expectTrue(request.framing !== 'truncated', 'The request arrived cut short.');
      expectBytes(request.body, '', 'Body on the wire');
    },
  },
]);
