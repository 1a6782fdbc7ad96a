import { basicCodec, type Charset, detectByteOrderMark, normalizeName, type TextCodec } from '@req/charset';

/** The encodings of `TextDecoder`, and detection by a byte order mark alone: keeps tables and models out of the bundle. */
export const builtIn: Charset = {
  detect: (bytes) =>
    detectByteOrderMark(bytes) ?? (bytes.length > 0 && bytes.every((byte) => byte < 0x80) ? 'ascii' : 'utf-8'),

  findCodec(name) {
    const normalized = normalizeName(name);
    const utf = UTF_16_OR_32.exec(normalized);
    const basic = utf === null ? (BASIC.get(normalized) ?? normalized) : `utf_${utf[1]}${utf[2] ? `_${utf[2]}` : ''}`;
    return basicCodec(basic) ?? platformCodec(name) ?? platformCodec(normalized.replaceAll('_', '-'));
  },
};

/** Aliases of encodings that `TextDecoder` does not decode as Python does. */
const BASIC: ReadonlyMap<string, string> = new Map([
  ['us_ascii', 'ascii'],
  ['iso_8859_1', 'latin_1'],
  ['iso8859_1', 'latin_1'],
  ['latin1', 'latin_1'],
  ['utf8', 'utf_8'],
]);
const UTF_16_OR_32 = /^utf_?(16|32)(?:_?([bl]e))?$/;

/** Decodes as the Encoding Standard says: some bytes that are invalid in Python are characters there. */
function platformCodec(label: string): TextCodec | null {
  let encoding: string;
  try {
    ({ encoding } = new TextDecoder(label));
  } catch {
    return null;
  }
  // In the standard, ASCII and Latin-1 are labels of windows-1252.
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
