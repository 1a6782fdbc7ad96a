import { ByteSplitter, TextSplitter } from './line-splitter.ts';

/**
 * The lines of a body, without their ends, as soon as each end is there. Without a delimiter a line ends at LF, CR or
 * CR LF, also where CR and LF lie in different chunks, and the last one needs no end. With one, everything between two
 * delimiters is an item, the empty one after the last delimiter too; `''` counts as none. Items are bytes or text as the
 * source's; the delimiter may be either (as UTF-8).
 */
export async function* iterateLines(
  source: AsyncIterable<Uint8Array | string>,
  delimiter: string | Uint8Array | null,
): AsyncGenerator<Uint8Array | string> {
  const bound = delimiter === null || delimiter.length === 0 ? null : delimiter;
  let text: TextSplitter | null = null;
  let bytes: ByteSplitter | null = null;
  for await (const chunk of source) {
    if (chunk.length === 0) continue;
    if (typeof chunk === 'string') {
      text ??= new TextSplitter(bound === null ? null : toText(bound));
      yield* text.write(chunk);
    } else {
      bytes ??= new ByteSplitter(bound === null ? null : toBytes(bound));
      yield* bytes.write(chunk);
    }
  }
  const rest = text?.end() ?? bytes?.end() ?? null;
  if (rest !== null) yield rest;
}

const toText = (value: string | Uint8Array): string =>
  typeof value === 'string' ? value : new TextDecoder('utf-8', { ignoreBOM: true }).decode(value);

const toBytes = (value: string | Uint8Array): Uint8Array =>
  typeof value === 'string' ? new TextEncoder().encode(value) : value;
