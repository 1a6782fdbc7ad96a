import { Readable } from 'node:stream';
import type { ClientExchange } from './client-exchange.ts';

/**
 * The request's body as Node's clients take it: bytes as a Buffer over the same memory, chunks as a stream that is read
 * as fast as the socket takes them. An error of the caller's own iterable ends the exchange with that very error,
 * before a client can wrap it; and the iterable is returned when the exchange ends before it does.
 */
export function toUpload(exchange: ClientExchange): Buffer | Readable | null {
  const { body } = exchange.request;
  if (body === null) return null;
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const stream = Readable.from(watch(body, exchange), { objectMode: false });
  exchange.onClose(() => stream.destroy());
  return stream;
}

async function* watch(body: AsyncIterable<Uint8Array>, exchange: ClientExchange): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    exchange.fail(error);
    throw error;
  }
}
