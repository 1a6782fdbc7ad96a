import { type Charset, type Decoder, detectByteOrderMark, normalizeName, type TextCodec } from '@req/charset';
import { concatBytes } from '../lang/bytes.ts';

/** The encodings of `TextDecoder`, and detection by a byte order mark alone: keeps tables and models out of the bundle. */
export const builtIn: Charset = {
  detect: (bytes) => detectByteOrderMark(bytes) ?? (bytes.length > 0 && bytes.every(isAscii) ? 'ascii' : 'utf-8'),

  findCodec(name) {
    const normalized = normalizeName(name);
    if (/^(?:latin_?1|iso_?8859_1)$/.test(normalized)) return latin1;
    if (/^(?:us_)?ascii$/.test(normalized)) return ascii;
    if (normalized === 'utf_8_sig') return byPlatform('utf-8', false);
    const utf = /^utf_?(16|32)(?:_?([bl]e))?$/.exec(normalized);
    if (utf !== null) return utfCodec(utf[1] === '16' ? 2 : 4, utf[2]);
    return platformCodec(name) ?? platformCodec(normalized.replaceAll('_', '-'));
  },
};

const isAscii = (byte: number): boolean => byte < 0x80;

/** A codec made of its decoder, which throws if it is `strict` and any byte is invalid. */
function codecOf(start: (strict: boolean) => Decoder): TextCodec {
  const decode = (bytes: Uint8Array, strict: boolean): string => {
    const decoder = start(strict);
    return decoder.write(bytes) + decoder.end();
  };
  return {
    decode: (bytes) => decode(bytes, false),
    decodeStrict(bytes) {
      try {
        return decode(bytes, true);
      } catch {
        return null;
      }
    },
    decoder: () => start(false),
  };
}

/** What stands for an invalid sequence. */
function invalid(strict: boolean): string {
  if (strict) throw new TypeError('invalid bytes');
  return '\ufffd';
}

/** ISO-8859-1 proper: 80 to 9F are control characters, not those of windows-1252. */
const latin1: TextCodec = codecOf(() => ({ write: latin1Text, end: () => '' }));

const ascii: TextCodec = codecOf((strict) => ({
  write: (bytes) => latin1Text(bytes).replace(/[\x80-\xff]/g, () => invalid(strict)),
  end: () => '',
}));

function latin1Text(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
}

function byPlatform(encoding: string, ignoreBOM = true): TextCodec {
  return codecOf((fatal) => platformDecoder(encoding, { fatal, ignoreBOM }));
}

function platformDecoder(encoding: string, options: { readonly fatal: boolean; readonly ignoreBOM: boolean }): Decoder {
  const decoder = new TextDecoder(encoding, options);
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

/** Decodes as the Encoding Standard says: some bytes that are invalid in Python are characters there. */
function platformCodec(label: string): TextCodec | null {
  let encoding: string;
  try {
    ({ encoding } = new TextDecoder(label));
  } catch {
    return null;
  }
  // In the standard, ASCII and Latin-1 are labels of windows-1252.
  if (encoding === 'windows-1252' && !label.includes('1252')) return /asc|ansi/i.test(label) ? ascii : latin1;
  return byPlatform(encoding);
}

/** UTF-16 or UTF-32, by the bytes of a unit, in the given order, or in that of the byte order mark. */
function utfCodec(size: 2 | 4, order: string | undefined): TextCodec {
  const inOrder = (big: boolean, strict: boolean): Decoder =>
    size === 4
      ? utf32Decoder(big, strict)
      : platformDecoder(`utf-16${big ? 'be' : 'le'}`, { fatal: strict, ignoreBOM: true });
  return codecOf((strict) => {
    if (order !== undefined) return inOrder(order === 'be', strict);
    let decoder: Decoder | null = null;
    let start = new Uint8Array(0);
    return {
      write(bytes) {
        if (decoder !== null) return decoder.write(bytes);
        start = new Uint8Array(concatBytes([start, bytes]));
        if (start.length < size) return '';
        const mark = size === 4 ? [0, 0, 0xfe, 0xff] : [0xfe, 0xff];
        const big = mark.every((byte, at) => start[at] === byte);
        decoder = inOrder(big, strict);
        return decoder.write(start).replace(/^\ufeff/, '');
      },
      end: () => decoder?.end() ?? (start.length > 0 ? invalid(strict) : ''),
    };
  });
}

function utf32Decoder(big: boolean, strict: boolean): Decoder {
  let pending: Uint8Array = new Uint8Array(0);
  return {
    write(bytes) {
      const input = concatBytes([pending, bytes]);
      const view = new DataView(input.buffer);
      let text = '';
      let at = 0;
      for (; at + 3 < input.length; at += 4) {
        const code = view.getUint32(at, !big);
        text += code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? invalid(strict) : String.fromCodePoint(code);
      }
      pending = input.subarray(at);
      return text;
    },
    end: () => (pending.length > 0 ? invalid(strict) : ''),
  };
}
