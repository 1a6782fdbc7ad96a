import { findTextCodec } from '#text';
import { joinKept } from '../codecs/stepper.ts';
import type { TextCodec, TextDecoding } from '../codecs/text-codec.ts';
import { utf8Codec } from '../codecs/utf-8.ts';
import { utf16Codec } from '../codecs/utf-16.ts';
import { utf32Codec } from '../codecs/utf-32.ts';

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
  yield* decodeWith((findTextCodec(encoding) ?? utf8()).decoder(), source);
}

async function* decodeWith(decoder: TextDecoding, source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  for await (const chunk of source) {
    const text = decoder.write(chunk);
    if (text !== '') yield text;
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}

/** As `decodeChunks`, in the encoding that a byte order mark tells, else in UTF-8. The mark is no text. */
export function decodeUnicodeChunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  return decodeWith(new MarkedDecoding(), source);
}

class MarkedDecoding implements TextDecoding {
  #decoder: TextDecoding | null = null;
  /** What may be the beginning of a mark. */
  #kept: Uint8Array = new Uint8Array(0);

  write(bytes: Uint8Array): string {
    if (this.#decoder !== null) return this.#decoder.write(bytes);
    const start = joinKept(this.#kept, bytes);
    if (mayBeMark(start)) {
      this.#kept = start.slice();
      return '';
    }
    return this.#begin(start);
  }

  end(): string {
    const rest = this.#decoder === null ? this.#begin(this.#kept) : '';
    return rest + (this.#decoder as TextDecoding | null)?.end();
  }

  #begin(start: Uint8Array): string {
    this.#decoder = markedCodec(start).decoder();
    return this.#decoder.write(start);
  }
}

const MARKS = [
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe, 0, 0],
  [0xfe, 0xff],
  [0, 0, 0xfe, 0xff],
];

/** True for the beginning of a mark that is not all there. */
const mayBeMark = (start: Uint8Array): boolean =>
  MARKS.some((mark) => start.length < mark.length && start.every((byte, at) => byte === mark[at]));

function markedCodec([a, b, c, d]: Uint8Array): TextCodec {
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? utf32Codec('') : utf16Codec('');
  if (a === 0xfe && b === 0xff) return utf16Codec('');
  return a === 0 && b === 0 && c === 0xfe && d === 0xff ? utf32Codec('') : utf8Codec(true);
}

const utf8 = (): NonNullable<ReturnType<typeof findTextCodec>> =>
  findTextCodec('utf-8') as NonNullable<ReturnType<typeof findTextCodec>>;
