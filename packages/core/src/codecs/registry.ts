import { type Charset, normalizeName } from '@req/charset';
import { checkOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { installCharset } from './charset.ts';

/** A character encoding of the user's own. */
export interface Codec {
  /** Bytes to text. Bad bytes should become U+FFFD. */
  decode(bytes: Uint8Array): string;
  /** Text to bytes. */
  encode?(text: string): Uint8Array;
}

const KIND: OptionsKind = optionsKind('A codec', ['decode', 'encode']);

const registered = new Map<string, Codec>();

/**
 * Encodings by name, beside the built-in ones and before them: after `codecs.register('x-mine', codec)` a response
 * with `encoding = 'X-Mine'` decodes with it. Names are compared as Python does: without case, and with `-`, `_` and
 * space as the same.
 */
export const codecs: {
  register(name: string, codec: Codec): void;
  lookup(name: string): Codec | null;
  use(charset: Charset): void;
} = {
  /** @throws TypeError for an empty name or a codec without `decode`. */
  register(name: string, codec: Codec): void {
    const key = normalizeName(name);
    if (key === '') throw new TypeError('The name of a codec must not be empty.');
    if (typeof codec?.decode !== 'function') throw new TypeError(`The codec ${name} needs a decode function.`);
    if (codec.encode !== undefined && typeof codec.encode !== 'function')
      throw new TypeError(`The encode of the codec ${name} must be a function.`);
    // An instance of a class may hold more than its methods.
    if (Object.getPrototypeOf(codec) === Object.prototype) checkOptions(codec, KIND);
    registered.set(key, codec);
  },
  /** The registered codec of that name, or `null`; built-in ones are not listed. */
  lookup(name: string): Codec | null {
    return registered.size === 0 ? null : (registered.get(normalizeName(name)) ?? null);
  },
  /**
   * Reads and detects encodings with `@req/charset` where that is not built in: in a browser, where encodings are
   * otherwise those of `TextDecoder` and nothing but a byte order mark tells any from UTF-8.
   * @throws TypeError for what has no `detect` and `findCodec`
   */
  use(given: Charset): void {
    if (typeof given?.detect !== 'function' || typeof given.findCodec !== 'function')
      throw new TypeError('codecs.use() needs a module with `detect` and `findCodec`, such as @req/charset.');
    installCharset(given);
  },
};
