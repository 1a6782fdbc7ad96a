import { basicCodec, type Charset, detectByteOrderMark, normalizeName, type TextCodec } from '@req/charset';

/** Without tables: what `TextDecoder` knows, and of detection a byte order mark. */
export const builtIn: Charset = {
  detect: (bytes) =>
    detectByteOrderMark(bytes) ?? (bytes.length > 0 && bytes.every((byte) => byte < 0x80) ? 'ascii' : 'utf-8'),

  findCodec(name) {
    const normalized = normalizeName(name);
    const wide = WIDE.exec(normalized);
    const basic =
      wide === null ? (BASIC.get(normalized) ?? normalized) : `utf_${wide[1]}${wide[2] ? `_${wide[2]}` : ''}`;
    return basicCodec(basic) ?? platformCodec(name) ?? platformCodec(normalized.replaceAll('_', '-'));
  },
};

/** Names that Python reads in another way than `TextDecoder`, or that it alone knows. */
const BASIC: ReadonlyMap<string, string> = new Map([
  ['us_ascii', 'ascii'],
  ['iso_8859_1', 'latin_1'],
  ['iso8859_1', 'latin_1'],
  ['latin1', 'latin_1'],
  ['utf8', 'utf_8'],
]);
const WIDE = /^utf_?(16|32)(?:_?([bl]e))?$/;

/** An encoding as the Encoding Standard reads it, which has characters for some bytes that Python has none for. */
function platformCodec(label: string): TextCodec | null {
  let encoding: string;
  try {
    ({ encoding } = new TextDecoder(label));
  } catch {
    return null;
  }
  // To the standard, ASCII and Latin-1 are names of windows-1252.
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
