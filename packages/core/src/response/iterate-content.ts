import { concatBytes } from '../body/bytes.ts';
import { findTextCodec } from '../codecs/text-codec.ts';

/**
 * The bytes of a source in pieces of exactly `chunkSize`, the last one shorter, as urllib3 gives a body. Pieces are
 * views of the source's chunks wherever one lies within a chunk. As in Requests, 0 gives nothing and reads nothing, and
 * a negative size gives everything in one piece.
 */
export async function* rechunk(source: AsyncIterable<Uint8Array>, chunkSize: number): AsyncGenerator<Uint8Array> {
  if (chunkSize === 0) return;
  const size = chunkSize < 0 ? Number.POSITIVE_INFINITY : chunkSize;
  let kept: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    let start = 0;
    while (length + chunk.length - start >= size) {
      const end = start + size - length;
      const piece = chunk.subarray(start, end);
      kept.push(piece);
      yield concatBytes(kept);
      kept = [];
      length = 0;
      start = end;
    }
    if (start < chunk.length) {
      kept.push(start === 0 ? chunk : chunk.subarray(start));
      length += chunk.length - start;
    }
  }
  if (length > 0) yield concatBytes(kept);
}

/**
 * Decodes chunks as they come: characters that lie across a border are put together, bad bytes become U+FFFD, and no
 * item is empty. Without an encoding the bytes pass unchanged; an unknown one means UTF-8, as for `text`.
 */
export async function* decodeChunks(
  source: AsyncIterable<Uint8Array>,
  encoding: string | null,
): AsyncGenerator<string | Uint8Array> {
  if (encoding === null) {
    yield* source;
    return;
  }
  const decoder = (findTextCodec(encoding) ?? utf8()).decoder();
  for await (const chunk of source) {
    const text = decoder.write(chunk);
    if (text !== '') yield text;
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}

const utf8 = (): NonNullable<ReturnType<typeof findTextCodec>> =>
  findTextCodec('utf-8') as NonNullable<ReturnType<typeof findTextCodec>>;
