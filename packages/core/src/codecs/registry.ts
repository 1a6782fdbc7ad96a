import { type Charset, normalizeName } from '@req/charset';
import { checkOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { installCharset } from './charset.ts';
import { type Codec, lookUp, registered } from './registered-codec.ts';

export type { Codec };

const KIND: OptionsKind = optionsKind('A codec', ['decode', 'encode']);

/** The codec registry: see `codecs`. */
export interface CodecRegistry {
  /**
   * Adds an encoding, or replaces a built-in one: after `codecs.register('x-mine', codec)` a response whose `encoding` is
   * `X-Mine` is decoded with it. Case does not matter in names, and `-`, `_` and space are the same, as in Python.
   * @throws TypeError if the name is empty or the codec has no `decode`
   */
  register(name: string, codec: Codec): void;
  /** The registered codec of that name; `null` if none was registered, even if there is a built-in one. */
  lookup(name: string): Codec | null;
  /**
   * Decodes and detects with `@req/charset` in a browser, where core itself knows only the encodings of `TextDecoder` and
   * detects no others than UTF-8 and those with a byte order mark. On Node it is built in.
   * @throws TypeError if `charset` lacks `detect` or `findCodec`
   */
  use(charset: Charset): void;
}

/** The text encodings of responses. */
export const codecs: CodecRegistry = {
  register(name, codec) {
    const key = normalizeName(name);
    if (key === '') throw new TypeError('The name of a codec must not be empty.');
    if (typeof codec?.decode !== 'function') throw new TypeError(`The codec ${name} needs a decode function.`);
    if (codec.encode !== undefined && typeof codec.encode !== 'function')
      throw new TypeError(`The encode of the codec ${name} must be a function.`);
    // An instance of a class may have other members.
    if (Object.getPrototypeOf(codec) === Object.prototype) checkOptions(codec, KIND);
    registered.set(key, codec);
  },
  lookup: lookUp,
  use(charset) {
    if (typeof charset?.detect !== 'function' || typeof charset.findCodec !== 'function')
      throw new TypeError('codecs.use() needs a module with `detect` and `findCodec`, such as @req/charset.');
    installCharset(charset);
  },
};
