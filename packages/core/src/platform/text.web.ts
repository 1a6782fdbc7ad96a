import { basicCodec } from '../codecs/basic-codecs.ts';
import { normalizeName } from '../codecs/normalize-name.ts';
import { ownCodec } from '../codecs/own-codec.ts';
import { installedCharset } from '../codecs/registry.ts';
import type { TextCodec } from '../codecs/text-codec.ts';
import { utf16Codec } from '../codecs/utf-16.ts';
import { utf32Codec } from '../codecs/utf-32.ts';

/**
 * The codec of that name: a registered one, one of the package that `codecs.use()` was given, or else what the
 * platform's `TextDecoder` knows; `null` when it is unknown.
 */
export function findTextCodec(name: string): TextCodec | null {
  const charset = installedCharset();
  return ownCodec(name) ?? (charset === null ? platformCodec(name) : charset.findCodec(name));
}

/** As `codecs.use()` has it; without that, what a byte order mark says, else `ascii` or `utf-8`. */
export function detectEncoding(bytes: Uint8Array): string {
  const charset = installedCharset();
  if (charset !== null) return charset.detect(bytes);
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'UTF-8-SIG';
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'UTF-32' : 'UTF-16';
  if (a === 0xfe && b === 0xff) return 'UTF-16';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'UTF-32';
  return bytes.length > 0 && bytes.every((byte) => byte < 0x80) ? 'ascii' : 'utf-8';
}

/** Python's names of encodings that `TextDecoder` reads in another way, or under other names only. */
const BASIC: Readonly<Record<string, string>> = {
  ascii: 'ascii',
  us_ascii: 'ascii',
  iso_8859_1: 'latin_1',
  iso8859_1: 'latin_1',
  latin1: 'latin_1',
  latin_1: 'latin_1',
  utf8: 'utf_8',
  utf_8: 'utf_8',
  utf_8_sig: 'utf_8_sig',
};
const WIDE = /^utf_?(16|32)(?:_?([bl]e))?$/;

function platformCodec(name: string): TextCodec | null {
  const normalized = normalizeName(name);
  const basic = Object.hasOwn(BASIC, normalized) ? (BASIC[normalized] as string) : null;
  if (basic !== null) return basicCodec(basic);
  const wide = WIDE.exec(normalized);
  if (wide !== null) return (wide[1] === '16' ? utf16Codec : utf32Codec)(wide[2] ?? '');
  return decoderCodec(name) ?? decoderCodec(normalized.replaceAll('_', '-'));
}

/** An encoding as the Encoding Standard reads it, which has characters for some bytes that Python has none for. */
function decoderCodec(label: string): TextCodec | null {
  let encoding: string;
  try {
    ({ encoding } = new TextDecoder(label));
  } catch {
    return null;
  }
  // To the standard, Latin-1 and ASCII are windows-1252.
  if (encoding === 'windows-1252' && !label.includes('1252'))
    return basicCodec(/asc|ansi/i.test(label) ? 'ascii' : 'latin_1');
  return {
    decode: (bytes) => new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes),
    decodeStrict(bytes) {
      try {
        return new TextDecoder(encoding, { ignoreBOM: true, fatal: true }).decode(bytes);
      } catch {
        return null;
      }
    },
    decoder() {
      const decoder = new TextDecoder(encoding, { ignoreBOM: true });
      return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
    },
  };
}
