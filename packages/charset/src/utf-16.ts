import { ByteOrderDecoder } from './byte-order-decoder.ts';
import { codecOf, type OnInvalid } from './incremental-decoder.ts';
import type { TextCodec } from './text-codec.ts';

/**
 * UTF-16 in the given byte order (`le`, `be`), which keeps a byte order mark; with `''` in the order of the mark, which is
 * dropped, or little-endian without one.
 */
export function utf16Codec(order: string): TextCodec {
  return codecOf(() => new Utf16Decoder(order));
}

class Utf16Decoder extends ByteOrderDecoder {
  protected decode(input: Uint8Array, onInvalid: OnInvalid): readonly [text: string, used: number] {
    let at = 0;
    if (this.order === '') {
      if (input.length < 2) return ['', 0];
      const mark = ((input[0] as number) << 8) | (input[1] as number);
      this.order = mark === 0xfeff ? 'be' : 'le';
      if (mark === 0xfeff || mark === 0xfffe) at = 2;
    }
    const low = this.order === 'be' ? 1 : 0;
    const unit = (i: number): number => (input[i + low] as number) | ((input[i + 1 - low] as number) << 8);
    const parts: string[] = [];
    let units: number[] = [];
    for (; at + 1 < input.length; at += 2) {
      const code = unit(at);
      if (code >= 0xd800 && code <= 0xdfff) {
        if (code < 0xdc00 && at + 3 >= input.length) break;
        const next = code < 0xdc00 ? unit(at + 2) : 0;
        if (next < 0xdc00 || next > 0xdfff) {
          parts.push(String.fromCharCode(...units), onInvalid());
          units = [];
          continue;
        }
        units.push(code, next);
        at += 2;
      } else {
        units.push(code);
      }
      if (units.length >= 4096) {
        parts.push(String.fromCharCode(...units));
        units = [];
      }
    }
    parts.push(String.fromCharCode(...units));
    return [parts.join(''), at];
  }
}
