import type { TransportResponse } from '@req/core';

/** The body piece by piece, whether it was handed over whole or not. */
export function bodyIterator(response: TransportResponse): AsyncIterator<Uint8Array> {
  const { body } = response;
  return body instanceof Uint8Array ? whole(body) : body[Symbol.asyncIterator]();
}

async function* whole(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

/** The whole body. */
export async function readBody(response: TransportResponse): Promise<Buffer> {
  const { body } = response;
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What could be read of a body, and the error that ended it. */
export interface PartialBody {
  readonly body: Buffer;
  readonly error: unknown;
}

/** Reads a body until it ends or fails; `error` is `null` when it ended. */
export async function readUntilError(response: TransportResponse): Promise<PartialBody> {
  const chunks: Uint8Array[] = [];
  try {
    const iterator = bodyIterator(response);
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) {
      // A copy: the transport may use its buffer again.
      chunks.push(Uint8Array.from(step.value));
    }
    return { body: Buffer.concat(chunks), error: null };
  } catch (error) {
    return { body: Buffer.concat(chunks), error };
  }
}
