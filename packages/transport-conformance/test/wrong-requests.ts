import { ConnectionError, HeaderMap } from '@req/core';
import { type Wrong, WrongTransport } from './wrong-transport.ts';

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
    'claims proxies and does not use them',
    'requests with and without a proxy, and of different credentials, do not mix',
    () => new WrongTransport({ claims: ['proxy'] }),
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
