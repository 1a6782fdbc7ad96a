import { ChunkedEncodingError, ConnectionError } from '@req/core';
import { type FaultyCase, FaultyTransport } from './faulty-transport.ts';
import { TinyTransport } from './tiny-transport.ts';

/** Faults with timeouts, errors and close(). */
export const faultyLifecycles: readonly FaultyCase[] = [
  [
    'throws errors of its client',
    'rejects with a ConnectionError and its cause when the connection is refused',
    () =>
      new FaultyTransport({
        send: (send, request) =>
          send(request).catch((error: Error) => {
            throw error.cause;
          }),
      }),
  ],
  [
    'hides the error of its client',
    'rejects with a ConnectionError and its cause when the connection is refused',
    () =>
      new FaultyTransport({
        send: (send, request) =>
          send(request).catch(() => {
            throw new ConnectionError('It failed.');
          }),
      }),
  ],
  [
    'puts headers of the request into error messages',
    'keeps credentials out of error messages',
    () =>
      new FaultyTransport({
        send: (send, request) =>
          send(request).catch((cause: unknown) => {
            throw new ConnectionError(`failed: ${JSON.stringify(request.headers)}`, { cause });
          }),
      }),
  ],
  [
    'ignores the signal',
    'rejects immediately and closes the connection when aborted while waiting for the response',
    () => new FaultyTransport({ send: (send, request) => send({ ...request, signal: null }) }),
  ],
  [
    'times out early',
    'rejects with a ReadTimeout when the response head does not arrive in time',
    () =>
      new FaultyTransport({
        send: (send, request) => {
          const { connect, read } = request.timeout;
          return send({ ...request, timeout: { connect, read: read === null ? null : read / 4 } });
        },
      }),
  ],
  [
    'rounds timeouts up to seconds',
    'rejects with a ReadTimeout when the response head does not arrive in time',
    () =>
      new FaultyTransport({
        send: (send, request) => {
          const { connect, read } = request.timeout;
          return send({ ...request, timeout: { connect, read: read === null ? null : Math.ceil(read / 1000) * 1000 } });
        },
      }),
  ],
  [
    'stops the read timeout at the response head',
    'throws a ReadTimeout when a streamed body stalls',
    () =>
      new FaultyTransport({
        send: (send, request) =>
          send(request.stream ? { ...request, timeout: { connect: null, read: null } } : request),
      }),
  ],
  [
    'applies the read timeout to the whole response',
    'restarts the read timeout with every piece of the body',
    () =>
      new FaultyTransport({
        send: (send, request) => {
          const { read } = request.timeout;
          return send(read === null ? request : { ...request, signal: AbortSignal.timeout(read) });
        },
      }),
  ],
  [
    'sends one request at a time',
    'sends other requests while a response is slow',
    () => {
      let last: Promise<unknown> = Promise.resolve();
      return new FaultyTransport({
        send: (send, request) => {
          const next = last.then(() => send(request));
          last = next.catch(() => {});
          return next;
        },
      });
    },
  ],
  [
    'opens a connection for every request',
    'reuses the connection after a body was read to its end',
    () =>
      new FaultyTransport({
        send: async (_send, request) => {
          const once = new TinyTransport();
          const response = await once.send(request);
          await once.close();
          return response;
        },
      }),
  ],
  [
    'sends requests after close()',
    'close() makes later sends reject with a ConnectionError',
    () => new FaultyTransport({ close: async () => {} }),
  ],
  [
    'keeps idle connections open after close()',
    'close() closes idle connections',
    () => new FaultyTransport({ close: async () => {} }),
  ],
  [
    'aborts exchanges in progress at close()',
    'close() lets a body finish that is being read',
    () => {
      const controller = new AbortController();
      return new FaultyTransport({
        send: (send, request) => send({ ...request, signal: controller.signal }),
        close: async (inner) => {
          controller.abort();
          await inner.close();
        },
      });
    },
  ],
  [
    'reports a broken chunked body as a ConnectionError',
    'throws a ChunkedEncodingError for a buffered body closed between chunks',
    () =>
      new FaultyTransport({
        send: (send, request) =>
          send(request).catch((error: unknown) => {
            if (error instanceof ChunkedEncodingError) throw new ConnectionError('failed', { cause: error });
            throw error;
          }),
      }),
  ],
];
