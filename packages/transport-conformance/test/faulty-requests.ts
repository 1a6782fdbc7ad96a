import { ConnectionError, HeaderMap } from '@req/core';
import { type FaultyCase, FaultyTransport } from './faulty-transport.ts';

/** Faults in what is sent. */
export const faultyRequests: readonly FaultyCase[] = [
  [
    'writes header names in lower case',
    'sends header names in the case and order given',
    () =>
      new FaultyTransport({
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
    'adds no headers but Host and Connection to a request without a body',
    () =>
      new FaultyTransport({
        send: (send, request) => send({ ...request, headers: request.headers.copy().set('User-Agent', 'client/1') }),
      }),
  ],
  [
    'claims any-method but sends methods in upper case',
    'sends any method token unchanged',
    () => new FaultyTransport({ claims: ['any-method'] }),
  ],
  [
    'normalizes the URL with a WHATWG parser',
    'sends the request target exactly as it stands in the URL',
    () => new FaultyTransport({ send: (send, request) => send({ ...request, url: new URL(request.url).href }) }),
  ],
  [
    'modifies the headers of the request',
    'does not modify the request, which can be sent again',
    () =>
      new FaultyTransport({
        send: (send, request) => {
          request.headers.append('X-Trace', '1');
          return send(request);
        },
      }),
  ],
  [
    'buffers a streamed upload',
    'sends each piece of a stream before it reads the next',
    () =>
      new FaultyTransport({
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
    'rejects with the error of the stream and leaves the request incomplete',
    () =>
      new FaultyTransport({
        send: (send, request) =>
          send(request).catch((cause: unknown) => {
            throw new ConnectionError('failed', { cause });
          }),
      }),
  ],
  [
    'resends a request after the connection broke',
    'does not resend a POST when the connection breaks',
    () => new FaultyTransport({ send: (send, request) => send(request).catch(() => send(request)) }),
  ],
  [
    'claims proxy but ignores proxies',
    'keeps requests with different proxy settings apart',
    () => new FaultyTransport({ claims: ['proxy'] }),
  ],
  [
    'takes an option from Object.prototype',
    'ignores properties of Object.prototype',
    () =>
      new FaultyTransport({
        send: (send, request) => {
          const options: { params?: Record<string, string> } = {};
          const query = new URLSearchParams(options.params).toString();
          return send(query === '' ? request : { ...request, url: `${request.url}&${query}` });
        },
      }),
  ],
];
