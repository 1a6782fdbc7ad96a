/** Collects pieces in one buffer that doubles when full, so that many small pieces take linear time. */
export class GrowingBuffer {
  /** The caller's buffer until it has to grow: not written to before. */
  #store: Buffer;
  #own = false;
  #end: number;

  constructor(first: Buffer) {
    this.#store = first;
    this.#end = first.length;
  }

  get length(): number {
    return this.#end;
  }

  /** All bytes, without a copy. */
  get bytes(): Buffer {
    return this.#store.subarray(0, this.#end);
  }

  append(piece: Buffer): void {
    const end = this.#end + piece.length;
    if (!this.#own || end > this.#store.length) {
      const store = Buffer.allocUnsafe(2 * end);
      this.#store.copy(store, 0, 0, this.#end);
      this.#store = store;
      this.#own = true;
    }
    piece.copy(this.#store, this.#end);
    this.#end = end;
  }
}
