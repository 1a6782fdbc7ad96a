import { utf16Text } from '#bytes';
import { type DoubleByteRules, rulesOf } from './double-byte-rules.ts';
import { codecOf, type IncrementalDecoder, type OnInvalid, withPending } from './incremental-decoder.ts';
import type { TextCodec } from './text-codec.ts';

/** The codec of a Chinese, Japanese or Korean encoding with one or two bytes (rarely more) per character; `null` if there is none. */
export function doubleByteCodec(name: string): TextCodec | null {
  const rules = rulesOf(name);
  return rules === null ? null : codecOf(() => new DoubleByteDecoder(rules));
}

/**
 * Decodes as Python's multibyte codecs do: of an undefined pair only the first byte is invalid, and decoding goes on with
 * the second; an incomplete character at the end is one invalid sequence.
 */
class DoubleByteDecoder implements IncrementalDecoder {
  readonly #rules: DoubleByteRules;
  #pending: Uint8Array | null = null;

  constructor(rules: DoubleByteRules) {
    this.#rules = rules;
  }

  write(bytes: Uint8Array, onInvalid: OnInvalid): string {
    const { single, pairs, multibyte } = this.#rules;
    const input = withPending(this.#pending, bytes);
    const units = new Uint16Array(input.length + 1);
    const parts: string[] = [];
    let size = 0;
    let at = 0;
    const flush = (text: string): void => {
      parts.push(utf16Text(units.subarray(0, size)), text);
      size = 0;
    };
    while (at < input.length) {
      const first = input[at] as number;
      if (first < 0x80) {
        units[size++] = first;
        at++;
        continue;
      }
      const alone = single[first] as number;
      if (alone !== 0) {
        units[size++] = alone;
        at++;
        continue;
      }
      if (at + 1 === input.length) break;
      const pair = pairs[(first << 8) | (input[at + 1] as number)] as number;
      if (pair !== 0) {
        units[size++] = pair;
        at += 2;
        continue;
      }
      const other = multibyte === null ? null : multibyte(input, at);
      if (other === 'incomplete') break;
      if (other === null) {
        flush(onInvalid());
        at++;
      } else {
        flush(other.text);
        at += other.length;
      }
    }
    this.#pending = at < input.length ? input.slice(at) : null;
    flush('');
    return parts.join('');
  }

  end(onInvalid: OnInvalid): string {
    return this.#pending === null ? '' : onInvalid();
  }
}
