import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reply } from './reply.ts';

/** Statuses that never have a body (RFC 9110 §6.4.1). */
function isBodyless(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}

/**
 * Writes a reply. Resolves once it is written; rejects when the client disconnects first. A HEAD request gets only the
 * header section that GET would get.
 */
export async function writeReply(response: ServerResponse, reply: Reply, method: string): Promise<void> {
  const headers: string[] = [];
  for (const [name, value] of reply.headers) headers.push(name, value);
  const whole = Buffer.isBuffer(reply.body) ? reply.body : null;
  if (whole !== null && !isBodyless(reply.status)) headers.push('Content-Length', String(whole.length));
  // A client skips an interim status and would wait for the final one, which never comes here.
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
