import { type Decoder, detectByteOrderMark } from '@req/charset';
import { findCodec } from '../codecs/find-codec.ts';
import { concatBytes } from '../lang/bytes.ts';
import { unicodeCodec } from './decode-text.ts';

/**
 * Decodes chunks as they come, wherever characters are cut. Invalid bytes become U+FFFD, and no chunk of text is empty. If
 * `encoding` is `null`, the bytes pass unchanged; an unknown one means UTF-8, as for `text`.
 */
export async function* decodeChunks(
  source: AsyncIterable<Uint8Array>,
  encoding: string | null,
): AsyncGenerator<string | Uint8Array> {
  if (encoding === null) {
    yield* source;
    return;
  }
  yield* decodeWith((findCodec(encoding) ?? unicodeCodec('utf-8')).decoder(), source);
}

async function* decodeWith(decoder: Decoder, source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  for await (const chunk of source) {
    const text = decoder.write(chunk);
    if (text !== '') yield text;
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}

/** As `decodeChunks`, in the encoding that a byte order mark tells, else UTF-8. The mark is not part of the text. */
export function decodeUnicodeChunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  return decodeWith(new MarkedDecoder(), source);
}

class MarkedDecoder implements Decoder {
  #decoder: Decoder | null = null;
  /** What may be the beginning of a byte order mark. */
  #pending: Uint8Array = new Uint8Array(0);

  write(bytes: Uint8Array): string {
    if (this.#decoder !== null) return this.#decoder.write(bytes);
    const start = concatBytes([this.#pending, bytes]);
    if (mayBecomeMark(start)) {
      this.#pending = start;
      return '';
    }
    return this.#begin(start);
  }

  end(): string {
    const rest = this.#decoder === null ? this.#begin(this.#pending) : '';
    return rest + (this.#decoder as Decoder | null)?.end();
  }

  #begin(start: Uint8Array): string {
    this.#decoder = unicodeCodec(CODECS[detectByteOrderMark(start) ?? 'UTF-8'] ?? 'utf-8').decoder();
    return this.#decoder.write(start);
  }
}

/** Codecs that drop the byte order mark, by what `detectByteOrderMark` returns. */
const CODECS: Readonly<Record<string, 'utf-8-sig' | 'utf-16' | 'utf-32'>> = {
  'UTF-8-SIG': 'utf-8-sig',
  'UTF-16': 'utf-16',
  'UTF-32': 'utf-32',
};

const MARKS = [
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe, 0, 0],
  [0xfe, 0xff],
  [0, 0, 0xfe, 0xff],
];

/** True for the beginning of a mark that is not complete. */
const mayBecomeMark = (start: Uint8Array): boolean =>
  MARKS.some((mark) => start.length < mark.length && start.every((byte, at) => byte === mark[at]));
