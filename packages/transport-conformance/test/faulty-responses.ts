import { gunzipSync } from 'node:zlib';
import { HeaderMap, RequestException } from '@req/core';
import { readBody } from '../src/index.ts';
import { type FaultyCase, FaultyTransport } from './faulty-transport.ts';

async function* swallowing(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {}
}

const streamOf = (body: Uint8Array | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
  body as AsyncIterable<Uint8Array>;

/** Faults in what is returned. */
export const faultyResponses: readonly FaultyCase[] = [
  [
    'follows redirects',
    'does not follow redirects',
    () =>
      new FaultyTransport({
        send: async (send, request) => {
          const response = await send(request);
          const location = response.headers.get('location');
          return location === null ? response : send({ ...request, url: new URL(location, request.url).href });
        },
      }),
  ],
  [
    'keeps cookies',
    'does not keep cookies',
    () => {
      let cookie: string | null = null;
      return new FaultyTransport({
        send: async (send, request) => {
          const headers = cookie === null ? request.headers : request.headers.copy().set('Cookie', cookie);
          const response = await send({ ...request, headers });
          cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
          return response;
        },
      });
    },
  ],
  [
    'rejects on error statuses',
    'returns every status up to 499',
    () =>
      new FaultyTransport({
        send: async (send, request) => {
          const response = await send(request);
          if (response.status >= 400) throw new RequestException(`status ${response.status}`);
          return response;
        },
      }),
  ],
  [
    'joins repeated headers',
    'returns every header line separately and in order',
    () =>
      new FaultyTransport({
        send: async (send, request) => {
          const response = await send(request);
          return { ...response, headers: new HeaderMap(response.headers.toJSON()) };
        },
      }),
  ],
  [
    'decodes gzip',
    'returns an encoded body undecoded, with its Content-Encoding',
    () =>
      new FaultyTransport({
        send: async (send, request) => {
          const response = await send({ ...request, stream: false });
          const body = await readBody(response);
          return { ...response, body: response.headers.get('content-encoding') === 'gzip' ? gunzipSync(body) : body };
        },
      }),
  ],
  [
    'reports a truncated body as complete',
    'throws a ChunkedEncodingError after the valid bytes of a streamed body shorter than its Content-Length',
    () =>
      new FaultyTransport({
        send: async (send, request) => {
          const response = await send(request);
          return request.stream ? { ...response, body: swallowing(streamOf(response.body)) } : response;
        },
      }),
  ],
  [
    'buffers a streamed body',
    'applies backpressure to the server while a streamed body is not read',
    () => new FaultyTransport({ send: (send, request) => send({ ...request, stream: false }) }),
  ],
  [
    'keeps the connection when the iterator of the body is returned',
    'frees the connection when the body iterator is returned early',
    () =>
      new FaultyTransport({
        send: async (send, request) => {
          const response = await send(request);
          if (response.body instanceof Uint8Array) return response;
          const inner = response.body[Symbol.asyncIterator]();
          const leaky = { next: () => inner.next(), return: async () => ({ done: true as const, value: undefined }) };
          return { ...response, body: { [Symbol.asyncIterator]: () => leaky } };
        },
      }),
  ],
  [
    'uses a generator as the body, whose return() does nothing before the first read',
    'frees the connection when the body iterator is returned before its first read',
    () =>
      new FaultyTransport({
        send: async (send, request) => {
          const response = await send(request);
          async function* body(): AsyncGenerator<Uint8Array> {
            yield* streamOf(response.body);
          }
          return request.stream ? { ...response, body: body() } : response;
        },
      }),
  ],
];
