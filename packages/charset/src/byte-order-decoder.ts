import { type IncrementalDecoder, type OnInvalid, withPending } from './incremental-decoder.ts';

/** What UTF-16 and UTF-32 share: units of several bytes, in a byte order that a mark may tell. */
export abstract class ByteOrderDecoder implements IncrementalDecoder {
  /** `le`, `be`, or `''` until the first unit has told. */
  protected order: string;
  #pending: Uint8Array | null = null;

  constructor(order: string) {
    this.order = order;
  }

  /** The text of the complete characters of `input`, and how many bytes they took. */
  protected abstract decode(input: Uint8Array, onInvalid: OnInvalid): readonly [text: string, used: number];

  write(bytes: Uint8Array, onInvalid: OnInvalid): string {
    const input = withPending(this.#pending, bytes);
    const [text, used] = this.decode(input, onInvalid);
    this.#pending = used < input.length ? input.slice(used) : null;
    return text;
  }

  end(onInvalid: OnInvalid): string {
    return this.#pending === null ? '' : onInvalid();
  }
}
