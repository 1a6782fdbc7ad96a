import { codecOf, type IncrementalDecoder, type OnInvalid } from './incremental-decoder.ts';
import type { TextCodec } from './text-codec.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** UTF-7 (RFC 2152): UTF-16 in base64, from a `+` to a `-` or another character that is not base64. */
export const utf7Codec: TextCodec = codecOf(() => new Utf7Decoder());

/** As Python's decoder: the character that ends an invalid base64 part is lost with it; lone surrogates pass. */
class Utf7Decoder implements IncrementalDecoder {
  #shifted = false;
  /** Right after the `+`, where `-` means a plus sign. */
  #fresh = false;
  #bits = 0;
  #count = 0;
  #high = 0;

  write(bytes: Uint8Array, onInvalid: OnInvalid): string {
    let text = '';
    for (const byte of bytes) {
      if (!this.#shifted) {
        text += this.#direct(byte, onInvalid);
        continue;
      }
      const value = byte < 0x80 ? BASE64.indexOf(String.fromCharCode(byte)) : -1;
      if (value >= 0) text += this.#take(value);
      else text += this.#leave(byte, onInvalid);
    }
    return text;
  }

  end(onInvalid: OnInvalid): string {
    if (!this.#shifted) return '';
    return this.#high !== 0 || this.#isPartial() ? onInvalid() : '';
  }

  #direct(byte: number, onInvalid: OnInvalid): string {
    if (byte > 0x7f) return onInvalid();
    if (byte !== 0x2b) return String.fromCharCode(byte);
    this.#shifted = true;
    this.#fresh = true;
    this.#bits = 0;
    this.#count = 0;
    this.#high = 0;
    return '';
  }

  #take(value: number): string {
    this.#fresh = false;
    this.#bits = (this.#bits << 6) | value;
    this.#count += 6;
    if (this.#count < 16) return '';
    this.#count -= 16;
    const unit = this.#bits >>> this.#count;
    this.#bits &= (1 << this.#count) - 1;
    const high = this.#high === 0 ? '' : String.fromCharCode(this.#high);
    this.#high = unit >= 0xd800 && unit <= 0xdbff ? unit : 0;
    return this.#high === 0 ? high + String.fromCharCode(unit) : high;
  }

  /** Ends the base64 part at a byte that is not base64. */
  #leave(byte: number, onInvalid: OnInvalid): string {
    this.#shifted = false;
    if (this.#fresh) return byte === 0x2d ? '+' : onInvalid();
    if (this.#isPartial()) return onInvalid();
    const high = this.#high !== 0 && byte < 0x80 && byte !== 0x2b ? String.fromCharCode(this.#high) : '';
    return byte === 0x2d ? high : high + this.#direct(byte, onInvalid);
  }

  /** Whether bits are left over that are more than zero padding. */
  #isPartial(): boolean {
    return this.#count >= 6 || (this.#count > 0 && this.#bits !== 0);
  }
}
