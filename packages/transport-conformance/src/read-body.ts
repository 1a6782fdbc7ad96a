import type { TransportResponse } from '@req/core';

/** An iterator over the pieces of a body; bytes are a single piece. */
export function bodyIterator(response: TransportResponse): AsyncIterator<Uint8Array> {
  const { body } = response;
  return body instanceof Uint8Array ? onePiece(body) : body[Symbol.asyncIterator]();
}

async function* onePiece(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

/** Reads the whole body. */
export async function readBody(response: TransportResponse): Promise<Buffer> {
  const { body } = response;
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The bytes read from a body, and the error that ended it, or `null`. */
export interface PartialBody {
  readonly body: Buffer;
  readonly error: unknown;
}

/** Reads a body until it ends or fails. */
export async function readUntilError(response: TransportResponse): Promise<PartialBody> {
  const chunks: Uint8Array[] = [];
  try {
    const iterator = bodyIterator(response);
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) {
      // A copy, because the transport may reuse its buffer.
      chunks.push(Uint8Array.from(step.value));
    }
    return { body: Buffer.concat(chunks), error: null };
  } catch (error) {
    return { body: Buffer.concat(chunks), error };
  }
}
