import type { IncomingMessage } from 'node:http';

/** Bytes. Bodies are echoed from memory, so their size is limited. */
const BODY_LIMIT: number = 256 * 1024 * 1024;

/** Reads a request body; `null` when it exceeds the limit. */
export async function readBody(message: IncomingMessage, limit: number = BODY_LIMIT): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The stream is not destroyed when the loop is left early: the 413 still has to go out over the same socket.
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > limit) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
