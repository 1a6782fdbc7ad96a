import { gunzipSync } from 'node:zlib';
import { ChunkedEncodingError, ConnectionError, HeaderMap, HTTPError, type Transport } from '@req/core';
import { readBody } from '../src/index.ts';
import { TinyTransport } from './tiny-transport.ts';
import { WrongTransport } from './wrong-transport.ts';

/** What a wrong transport does, the case that must find it, and how it is made. */
export type Wrong = readonly [does: string, caught: string, make: () => Transport];

async function* swallowing(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {}
}

const streamOf = (body: Uint8Array | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
  body as AsyncIterable<Uint8Array>;

/** Mistakes with what is sent. */
export const wrongRequests: readonly Wrong[] = [
  [
    'writes header names in lower case',
    'header lines keep their case and order',
    () =>
      new WrongTransport({
        send: (send, request) => {
          const headers = new HeaderMap(
            [...request.headers].map(([name, value]) => [name.toLowerCase(), value] as const),
          );
          return send({ ...request, headers });
        },
      }),
  ],
  [
    'adds a User-Agent of its own',
    'no header is added to a request without a body but Host and Connection',
    () =>
      new WrongTransport({
        send: (send, request) => send({ ...request, headers: request.headers.copy().set('User-Agent', 'client/1') }),
      }),
  ],
  [
    'claims any method, but writes it in upper case',
    'any method token arrives, in the case given',
    () => new WrongTransport({ claims: ['any-method'] }),
  ],
  [
    'parses the URL as WHATWG says',
    'the target is the text of the URL, whatever a URL parser would make of it',
    () => new WrongTransport({ send: (send, request) => send({ ...request, url: new URL(request.url).href }) }),
  ],
  [
    'changes the headers of the request it is given',
    'the request is not changed and can be sent again',
    () =>
      new WrongTransport({
        send: (send, request) => {
          request.headers.append('X-Trace', '1');
          return send(request);
        },
      }),
  ],
  [
    'gathers a streamed upload before it sends it',
    'a stream is sent as it comes: a piece arrives before the next is made',
    () =>
      new WrongTransport({
        send: async (send, request) => {
          if (request.body === null || request.body instanceof Uint8Array) return send(request);
          const chunks: Uint8Array[] = [];
          for await (const chunk of request.body) chunks.push(chunk);
          const headers = request.headers.copy();
          headers.delete('transfer-encoding');
          return send({ ...request, headers, body: Buffer.concat(chunks) });
        },
      }),
  ],
  [
    'wraps the error of a streamed upload',
    'an error of the stream is what send rejects with, and the request does not look whole',
    () =>
      new WrongTransport({
        send: (send, request) =>
          send(request).catch((cause: unknown) => {
            throw new ConnectionError('failed', { cause });
          }),
      }),
  ],
  [
    'sends a request twice when the connection broke',
    'a POST whose connection breaks is not sent again',
    () => new WrongTransport({ send: (send, request) => send(request).catch(() => send(request)) }),
  ],
  [
    'takes an option from Object.prototype',
    'what stands in Object.prototype changes neither the request nor the response',
    () =>
      new WrongTransport({
        send: (send, request) => {
          const options: { params?: Record<string, string> } = {};
          const query = new URLSearchParams(options.params).toString();
          return send(query === '' ? request : { ...request, url: `${request.url}&${query}` });
        },
      }),
  ],
];

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

/** Mistakes with time, errors and the life of the transport. */
export const wrongLives: readonly Wrong[] = [
  [
    'lets errors of its client through',
    'a refused connection is a ConnectionError with its cause',
    () =>
      new WrongTransport({
        send: (send, request) =>
          send(request).catch((error: Error) => {
            throw error.cause;
          }),
      }),
  ],
  [
    'hides the error of its client',
    'a refused connection is a ConnectionError with its cause',
    () =>
      new WrongTransport({
        send: (send, request) =>
          send(request).catch(() => {
            throw new ConnectionError('It failed.');
          }),
      }),
  ],
  [
    'tells the headers of the request in its messages',
    'messages of errors tell no credentials',
    () =>
      new WrongTransport({
        send: (send, request) =>
          send(request).catch((cause: unknown) => {
            throw new ConnectionError(`failed: ${JSON.stringify(request.headers)}`, { cause });
          }),
      }),
  ],
  [
    'does not look at the signal',
    'a signal that fires while the head is awaited: AbortError at once, and the connection is dropped',
    () => new WrongTransport({ send: (send, request) => send({ ...request, signal: null }) }),
  ],
  [
    'ends its timeouts early',
    'a head that does not come in time is a ReadTimeout',
    () =>
      new WrongTransport({
        send: (send, request) => {
          const { connect, read } = request.timeout;
          return send({ ...request, timeout: { connect, read: read === null ? null : read - 5 } });
        },
      }),
  ],
  [
    'has a clock of one second',
    'a head that does not come in time is a ReadTimeout',
    () =>
      new WrongTransport({
        send: (send, request) => {
          const { connect, read } = request.timeout;
          return send({ ...request, timeout: { connect, read: read === null ? null : Math.ceil(read / 1000) * 1000 } });
        },
      }),
  ],
  [
    'stops its clock with the head',
    'a streamed body that stalls is a ReadTimeout',
    () =>
      new WrongTransport({
        send: (send, request) =>
          send(request.stream ? { ...request, timeout: { connect: null, read: null } } : request),
      }),
  ],
  [
    'takes the read timeout for the whole response',
    'each wait for bytes has its own read timeout: a dripping body arrives',
    () =>
      new WrongTransport({
        send: (send, request) => {
          const { read } = request.timeout;
          return send(read === null ? request : { ...request, signal: AbortSignal.timeout(read) });
        },
      }),
  ],
  [
    'takes one request after the other',
    'calls overlap: a slow answer keeps no other request waiting',
    () => {
      let last: Promise<unknown> = Promise.resolve();
      return new WrongTransport({
        send: (send, request) => {
          const next = last.then(() => send(request));
          last = next.catch(() => {});
          return next;
        },
      });
    },
  ],
  [
    'opens a connection for each request',
    'requests one after the other use a connection again, when bodies were read to the end',
    () =>
      new WrongTransport({
        send: async (_send, request) => {
          const once = new TinyTransport();
          const response = await once.send(request);
          await once.close();
          return response;
        },
      }),
  ],
  [
    'sends after it was closed',
    'send after close rejects with a ConnectionError, and nothing is sent',
    () => new WrongTransport({ close: async () => {} }),
  ],
  [
    'keeps idle connections when it is closed',
    'close releases idle connections',
    () => new WrongTransport({ close: async () => {} }),
  ],
  [
    'tears the exchange under way when it is closed',
    'a body that is being read when close is called comes to its end',
    () => {
      const controller = new AbortController();
      return new WrongTransport({
        send: (send, request) => send({ ...request, signal: controller.signal }),
        close: async (inner) => {
          controller.abort();
          await inner.close();
        },
      });
    },
  ],
  [
    'takes a broken chunked body for a failed connection',
    'a buffered body closed between chunks is a ChunkedEncodingError',
    () =>
      new WrongTransport({
        send: (send, request) =>
          send(request).catch((error: unknown) => {
            if (error instanceof ChunkedEncodingError) throw new ConnectionError('failed', { cause: error });
            throw error;
          }),
      }),
  ],
];
