import { gunzipSync } from 'node:zlib';
import { HeaderMap, HTTPError } from '@req/core';
import { readBody } from '../src/index.ts';
import { type Wrong, WrongTransport } from './wrong-transport.ts';

async function* swallowing(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {}
}

const streamOf = (body: Uint8Array | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
  body as AsyncIterable<Uint8Array>;

/** Mistakes with what comes back. */
export const wrongResponses: readonly Wrong[] = [
  [
    'follows redirects',
    'no redirect is followed',
    () =>
      new WrongTransport({
        send: async (send, request) => {
          const response = await send(request);
          const location = response.headers.get('location');
          return location === null ? response : send({ ...request, url: new URL(location, request.url).href });
        },
      }),
  ],
  [
    'keeps cookies',
    'no cookie is kept',
    () => {
      let cookie: string | null = null;
      return new WrongTransport({
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
    'rejects for an error status',
    'every status up to 499 is a response',
    () =>
      new WrongTransport({
        send: async (send, request) => {
          const response = await send(request);
          if (response.status >= 400) throw new HTTPError(`status ${response.status}`);
          return response;
        },
      }),
  ],
  [
    'joins repeated headers',
    'every header line is returned, in order, repeated ones apart',
    () =>
      new WrongTransport({
        send: async (send, request) => {
          const response = await send(request);
          return { ...response, headers: new HeaderMap(response.headers.toJSON()) };
        },
      }),
  ],
  [
    'decodes gzip',
    'a coded body is returned as it came, its Content-Encoding too',
    () =>
      new WrongTransport({
        send: async (send, request) => {
          const response = await send({ ...request, stream: false });
          const body = await readBody(response);
          return { ...response, body: response.headers.get('content-encoding') === 'gzip' ? gunzipSync(body) : body };
        },
      }),
  ],
  [
    'takes a body that was cut short for a whole one',
    'a streamed body shorter than its Content-Length is a ChunkedEncodingError after its good bytes',
    () =>
      new WrongTransport({
        send: async (send, request) => {
          const response = await send(request);
          return request.stream ? { ...response, body: swallowing(streamOf(response.body)) } : response;
        },
      }),
  ],
  [
    'reads a streamed body ahead, whole',
    'a streamed body that nobody reads holds the server up',
    () => new WrongTransport({ send: (send, request) => send({ ...request, stream: false }) }),
  ],
  [
    'keeps the connection when the iterator of the body is returned',
    'a body whose iterator is returned early frees its connection',
    () =>
      new WrongTransport({
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
    'makes the body a generator, whose return() does nothing before the first piece',
    'a body whose iterator is returned before anything was read frees its connection',
    () =>
      new WrongTransport({
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
