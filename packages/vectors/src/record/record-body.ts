import type { SeenBody } from './seen.ts';

/**
 * The body of a prepared request. An iterable or a file is recorded as `stream`. A multipart body, which req may stream,
 * is read to its end, because Requests has it in memory.
 */
export async function recordBody(body: unknown, multipart: boolean): Promise<SeenBody | undefined> {
  if (body === null || body === undefined) return undefined;
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  if (!multipart || !isIterable(body)) return { stream: true };
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function isIterable(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof (body as Partial<AsyncIterable<Uint8Array>>)[Symbol.asyncIterator] === 'function';
}
