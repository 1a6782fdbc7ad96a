import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reply } from './reply.ts';

/** Statuses that end at their header section (RFC 9110 6.4.1). */
function isBodyless(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}

/**
 * Writes a reply. Resolves when it is written, rejects when the client went away before. To HEAD it writes the header
 * section of the GET alone.
 */
export async function writeReply(response: ServerResponse, reply: Reply, method: string): Promise<void> {
  const headers: string[] = [];
  for (const [name, value] of reply.headers) headers.push(name, value);
  const whole = Buffer.isBuffer(reply.body) ? reply.body : null;
  if (whole !== null && !isBodyless(reply.status)) headers.push('Content-Length', String(whole.length));
  // A client passes over an interim status and would wait for the final one, which never comes here.
  if (reply.status < 200) headers.push('Connection', 'close');
  response.writeHead(reply.status, headers);
  if (method === 'HEAD' || isBodyless(reply.status)) {
    response.end();
    return;
  }
  if (whole !== null) {
    response.end(whole);
    return;
  }
  response.flushHeaders();
  await pipeline(Readable.from(reply.body, { objectMode: true, highWaterMark: 1 }), response);
}
