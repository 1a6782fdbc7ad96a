import { Readable } from 'node:stream';
import type { ClientExchange } from './client-exchange.ts';

/**
 * The request body for a client of Node: bytes as a Buffer over the same memory, an iterable as a stream with back
 * pressure. An error of the caller's iterable fails the exchange with that error, before a client can wrap it; an
 * iterable that is not read to its end is returned when the exchange ends.
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
