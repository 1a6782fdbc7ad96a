import type { IncomingMessage } from 'node:http';

/** Bodies are echoed from memory, so there has to be an end to them. */
export const BODY_LIMIT: number = 256 * 1024 * 1024;

/** Reads a request's body, chunked or with a length; `null` when it is over the limit. */
export async function readBody(message: IncomingMessage, limit: number = BODY_LIMIT): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Not destroyed when left early: the refusal still has to go out over the same socket.
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > limit) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
