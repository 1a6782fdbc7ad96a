import { codecOf, type OnBad, type Stepper } from './stepper.ts';
import type { TextCodec } from './text-codec.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** UTF-7 (RFC 2152): UTF-16 in base64 between `+` and `-` or anything else that is no base64. */
export const utf7Codec: TextCodec = codecOf(() => new Utf7Stepper());

class Utf7Stepper implements Stepper {
  #shifted = false;
  /** True right after the `+`, where `-` stands for a plus sign. */
  #fresh = false;
  #bits = 0;
  #count = 0;
  #high = 0;

  write(bytes: Uint8Array, bad: OnBad): string {
    let text = '';
    for (const byte of bytes) {
      if (this.#shifted) {
        const value = byte < 0x80 ? BASE64.indexOf(String.fromCharCode(byte)) : -1;
        if (value >= 0) {
          text += this.#take(value, bad);
          continue;
        }
        if (this.#fresh && byte === 0x2d) text += '+';
        else text += this.#close(bad) + (byte === 0x2d ? '' : this.#direct(byte, bad));
        this.#shifted = false;
      } else if (byte === 0x2b) {
        this.#shifted = true;
        this.#fresh = true;
        this.#bits = 0;
        this.#count = 0;
        this.#high = 0;
      } else {
        text += this.#direct(byte, bad);
      }
    }
    return text;
  }

  end(bad: OnBad): string {
    if (!this.#shifted) return '';
    // A lone plus sign, half a character or a lone surrogate at the end.
    return this.#fresh || this.#count >= 6 || this.#bits !== 0 || this.#high !== 0 ? bad() : '';
  }

  #direct(byte: number, bad: OnBad): string {
    return byte > 0x7f ? bad() : String.fromCharCode(byte);
  }

  #take(value: number, bad: OnBad): string {
    this.#fresh = false;
    this.#bits = (this.#bits << 6) | value;
    this.#count += 6;
    if (this.#count < 16) return '';
    this.#count -= 16;
    const unit = this.#bits >>> this.#count;
    this.#bits &= (1 << this.#count) - 1;
    return this.#unit(unit, bad);
  }

  #unit(unit: number, bad: OnBad): string {
    const high = this.#high;
    this.#high = 0;
    if (high !== 0 && unit >= 0xdc00 && unit <= 0xdfff) return String.fromCharCode(high, unit);
    const before = high === 0 ? '' : bad();
    if (unit >= 0xd800 && unit <= 0xdbff) {
      this.#high = unit;
      return before;
    }
    return before + (unit >= 0xdc00 && unit <= 0xdfff ? bad() : String.fromCharCode(unit));
  }

  /** At the end of a base64 part: what is left over must be zero bits that fill it up. */
  #close(bad: OnBad): string {
    const whole = !this.#fresh && this.#count < 6 && this.#bits === 0 && this.#high === 0;
    this.#high = 0;
    return whole ? '' : bad();
  }
}
