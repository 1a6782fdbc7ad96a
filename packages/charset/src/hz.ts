import { rulesOf } from './double-byte-rules.ts';
import { codecOf, type IncrementalDecoder, type OnInvalid, withPending } from './incremental-decoder.ts';
import type { TextCodec } from './text-codec.ts';

const TILDE = 0x7e;

/** HZ (RFC 1843): GB 2312 in seven bits between `~{` and `~}`. */
export function hzCodec(): TextCodec | null {
  const rules = rulesOf('gb2312');
  return rules === null ? null : codecOf(() => new HzDecoder(rules.pairs));
}

class HzDecoder implements IncrementalDecoder {
  readonly #pairs: Uint16Array;
  #pending: Uint8Array | null = null;
  #chinese = false;

  constructor(pairs: Uint16Array) {
    this.#pairs = pairs;
  }

  write(bytes: Uint8Array, onInvalid: OnInvalid): string {
    const input = withPending(this.#pending, bytes);
    let text = '';
    let at = 0;
    while (at < input.length) {
      const first = input[at] as number;
      const second = input[at + 1];
      if (first === TILDE) {
        if (second === undefined) break;
        const escaped = this.#escape(second);
        text += escaped ?? onInvalid();
        at += escaped === null ? 1 : 2;
      } else if (first > 0x7f) {
        text += onInvalid();
        at++;
      } else if (!this.#chinese) {
        text += String.fromCharCode(first);
        at++;
      } else {
        if (second === undefined) break;
        const code = second > 0x7f ? 0 : (this.#pairs[((first | 0x80) << 8) | (second | 0x80)] as number);
        text += code === 0 ? onInvalid() : String.fromCharCode(code);
        at += code === 0 ? 1 : 2;
      }
    }
    this.#pending = at < input.length ? input.slice(at) : null;
    return text;
  }

  end(onInvalid: OnInvalid): string {
    return this.#pending === null ? '' : onInvalid();
  }

  /** The text of an escape sequence; `null` if it is not one. */
  #escape(second: number): string | null {
    if (second === TILDE && !this.#chinese) return '~';
    // Line continuation.
    if (second === 0x0a && !this.#chinese) return '';
    if (second === 0x7b && !this.#chinese) this.#chinese = true;
    else if (second === 0x7d && this.#chinese) this.#chinese = false;
    else return null;
    return '';
  }
}
