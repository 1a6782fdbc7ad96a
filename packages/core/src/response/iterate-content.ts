import { findTextCodec, prepareCodec } from '#text';

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
  if (prepareCodec !== null) await prepareCodec(encoding);
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
