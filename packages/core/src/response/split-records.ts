import { ContentTooLarge } from '../errors/errors.ts';

const LF = 0x0a;
const CR = 0x0d;
const RECORD_SEPARATOR = 0x1e;

/** What ends a record: a line feed; any of LF, CR and CRLF; the record separator of RFC 7464. */
export type RecordEnd = 'LF' | 'any line end' | 'RS';

/** Cuts a body into records. Bytes of an incomplete one are held in one buffer, which is at most twice as large as they are. */
export class RecordSplitter {
  readonly #end: number;
  readonly #otherEnd: number;
  readonly #limit: number;
  readonly #tooLarge: string;
  #held: Uint8Array = new Uint8Array(0);
  #length = 0;
  #skipLineFeed = false;

  /**
   * @param limit bytes of the longest record
   * @param tooLarge the message when a record is longer
   */
  constructor(end: RecordEnd, limit: number, tooLarge: string) {
    this.#end = end === 'RS' ? RECORD_SEPARATOR : LF;
    this.#otherEnd = end === 'any line end' ? CR : this.#end;
    this.#limit = limit;
    this.#tooLarge = tooLarge;
  }

  /**
   * The records that this chunk completes, without their ends. Each is valid until the next one is asked for.
   * @throws ContentTooLarge for a record over the limit
   */
  *write(chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte !== this.#end && byte !== this.#otherEnd) {
        this.#skipLineFeed = false;
        continue;
      }
      const secondOfCrlf = this.#skipLineFeed && byte === LF;
      this.#skipLineFeed = byte === CR;
      if (!secondOfCrlf) yield this.#complete(chunk.subarray(start, at));
      start = at + 1;
    }
    this.#hold(chunk.subarray(start));
  }

  /** What follows the last end. */
  rest(): Uint8Array {
    return this.#held.subarray(0, this.#length);
  }

  #complete(last: Uint8Array): Uint8Array {
    if (this.#length === 0) {
      this.#check(last.length);
      return last;
    }
    this.#hold(last);
    const record = this.rest();
    this.#length = 0;
    return record;
  }

  #hold(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    this.#check(length);
    if (length > this.#held.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#held.length));
      larger.set(this.rest());
      this.#held = larger;
    }
    this.#held.set(bytes, this.#length);
    this.#length = length;
  }

  #check(length: number): void {
    if (length > this.#limit) throw new ContentTooLarge(this.#tooLarge);
  }
}
