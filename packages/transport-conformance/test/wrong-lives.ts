import { ChunkedEncodingError, ConnectionError } from '@req/core';
import { TinyTransport } from './tiny-transport.ts';
import { type Wrong, WrongTransport } from './wrong-transport.ts';

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
          return send({ ...request, timeout: { connect, read: read === null ? null : read / 4 } });
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
