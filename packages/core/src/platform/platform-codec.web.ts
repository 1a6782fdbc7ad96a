import { basicCodec } from '../codecs/basic-codecs.ts';
import type { TextCodec } from '../codecs/text-codec.ts';

/**
 * An encoding of the platform's `TextDecoder`, read as the Encoding Standard does, which has characters for bytes that
 * Python has none for; `null` when it knows none of that name, or one that needs more than a table.
 */
export function platformCodec(name: string): TextCodec | null {
  let known: string;
  try {
    known = new TextDecoder(name).encoding;
  } catch {
    return null;
  }
  // The order of UTF-16 is not read from its mark, and what is called user-defined is known to nobody else.
  if (/^(?:utf-16|x-user)/.test(known)) return null;
  // Latin-1 and ASCII are windows-1252 to the standard.
  if (known === 'windows-1252' && !name.includes('1252'))
    return basicCodec(/asc|ansi/i.test(name) ? 'ascii' : 'latin_1');
  const decode = (bytes: Uint8Array): string => new TextDecoder(known, { ignoreBOM: true }).decode(bytes);
  return {
    decode,
    decodeStrict(bytes) {
      try {
        return new TextDecoder(known, { ignoreBOM: true, fatal: true }).decode(bytes);
      } catch {
        return null;
      }
    },
    decoder() {
      const decoder = new TextDecoder(known, { ignoreBOM: true });
      return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
    },
  };
}
