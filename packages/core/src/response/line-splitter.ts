import { concatBytes } from '../lang/bytes.ts';

/** Longer delimiters are looked for character by character, in time that does not depend on their length. */
const SHORT = 16;

/** Collects what may become a line: pieces are joined once, so that a long line takes linear time. */
abstract class Splitter<T extends string | Uint8Array> {
  /** Pieces of the unfinished item, without any part of a delimiter. */
  #pieces: T[] = [];
  /** The end of what came, which may be the beginning of a delimiter. */
  #carry: T | null = null;
  #skipLineFeed = false;
  readonly #delimiter: T | null;
  /** Of a long delimiter: how much of it is still there after a mismatch behind each of its prefixes (Knuth, Morris, Pratt). */
  #fallback: Int32Array | null = null;
  /** How much of a long delimiter the chunks so far end with. */
  #matched = 0;

  constructor(delimiter: T | null) {
    this.#delimiter = delimiter;
  }

  protected abstract slice(value: T, start: number, end?: number): T;
  protected abstract join(pieces: readonly T[]): T;
  protected abstract codeAt(value: T, at: number): number;
  /** Index of the delimiter at or after `from`, or -1. */
  protected abstract find(value: T, delimiter: T, from: number): number;

  /** The items that this chunk completes. */
  write(chunk: T): T[] {
    if (this.#delimiter === null) return this.#lines(chunk);
    return this.#delimiter.length > SHORT
      ? this.#itemsByLong(chunk, this.#delimiter)
      : this.#items(chunk, this.#delimiter);
  }

  /** The last item, when there is one. */
  end(): T | null {
    if (this.#carry !== null) this.#pieces.push(this.#carry);
    if (this.#pieces.length === 0) return null;
    return this.#finish();
  }

  #lines(chunk: T): T[] {
    const lines: T[] = [];
    let start = 0;
    if (this.#skipLineFeed && this.codeAt(chunk, 0) === LF) start = 1;
    this.#skipLineFeed = false;
    for (let at = start; at < chunk.length; at++) {
      const code = this.codeAt(chunk, at);
      if (code !== LF && code !== CR) continue;
      lines.push(this.#finish(this.slice(chunk, start, at)));
      if (code === CR) {
        // The LF that belongs to this CR may be in the next chunk: the line is not held back for it.
        if (at + 1 === chunk.length) this.#skipLineFeed = true;
        else if (this.codeAt(chunk, at + 1) === LF) at++;
      }
      start = at + 1;
    }
    if (start < chunk.length) this.#pieces.push(this.slice(chunk, start));
    return lines;
  }

  #items(chunk: T, delimiter: T): T[] {
    const items: T[] = [];
    const text = this.#carry === null ? chunk : this.join([this.#carry, chunk]);
    let start = 0;
    for (let at = this.find(text, delimiter, 0); at >= 0; at = this.find(text, delimiter, start)) {
      items.push(this.#finish(this.slice(text, start, at)));
      start = at + delimiter.length;
    }
    const sure = Math.max(start, text.length - delimiter.length + 1);
    if (sure > start) this.#pieces.push(this.slice(text, start, sure));
    // Even when empty: after a delimiter there is one more item.
    this.#carry = this.slice(text, sure);
    return items;
  }

  #itemsByLong(chunk: T, delimiter: T): T[] {
    this.#fallback ??= this.#fallbackOf(delimiter);
    const items: T[] = [];
    let start = 0;
    // What earlier chunks ended with: the beginning of the delimiter, or of an item that begins like it.
    let before = this.#matched;
    let matched = before;
    const take = (end: number): void => {
      const early = Math.min(before, before + end);
      if (early > 0) this.#pieces.push(this.slice(delimiter, 0, early));
      if (end > start) this.#pieces.push(this.slice(chunk, start, end));
    };
    for (let at = 0; at < chunk.length; at++) {
      matched = this.#advance(delimiter, matched, this.codeAt(chunk, at));
      if (matched < delimiter.length) continue;
      take(at + 1 - matched);
      items.push(this.#finish(this.slice(chunk, 0, 0)));
      start = at + 1;
      before = 0;
      matched = 0;
    }
    take(chunk.length - matched);
    this.#matched = matched;
    this.#carry = this.slice(delimiter, 0, matched);
    return items;
  }

  /** How much of the delimiter is matched after one more character. */
  #advance(delimiter: T, matched: number, code: number): number {
    const fallback = this.#fallback as Int32Array;
    let length = matched;
    while (length > 0 && this.codeAt(delimiter, length) !== code) length = fallback[length - 1] as number;
    return this.codeAt(delimiter, length) === code ? length + 1 : 0;
  }

  #fallbackOf(delimiter: T): Int32Array {
    const fallback = new Int32Array(delimiter.length);
    let length = 0;
    for (let at = 1; at < delimiter.length; at++) {
      const code = this.codeAt(delimiter, at);
      while (length > 0 && this.codeAt(delimiter, length) !== code) length = fallback[length - 1] as number;
      if (this.codeAt(delimiter, length) === code) length++;
      fallback[at] = length;
    }
    return fallback;
  }

  #finish(last?: T): T {
    if (this.#pieces.length === 0 && last !== undefined) return last;
    if (last !== undefined) this.#pieces.push(last);
    const item = this.#pieces.length === 1 ? (this.#pieces[0] as T) : this.join(this.#pieces);
    this.#pieces = [];
    return item;
  }
}

const LF = 0x0a;
const CR = 0x0d;

/** Splits text. */
export class TextSplitter extends Splitter<string> {
  protected override slice(value: string, start: number, end?: number): string {
    return value.slice(start, end);
  }
  protected override join(pieces: readonly string[]): string {
    return pieces.join('');
  }
  protected override codeAt(value: string, at: number): number {
    return value.charCodeAt(at);
  }
  protected override find(value: string, delimiter: string, from: number): number {
    return value.indexOf(delimiter, from);
  }
}

/** Splits bytes; items within one chunk are views of it. */
export class ByteSplitter extends Splitter<Uint8Array> {
  protected override slice(value: Uint8Array, start: number, end?: number): Uint8Array {
    return value.subarray(start, end);
  }
  protected override join(pieces: readonly Uint8Array[]): Uint8Array {
    return concatBytes(pieces);
  }
  protected override codeAt(value: Uint8Array, at: number): number {
    return value[at] as number;
  }
  protected override find(value: Uint8Array, delimiter: Uint8Array, from: number): number {
    const first = delimiter[0] as number;
    const last = value.length - delimiter.length;
    for (let at = value.indexOf(first, from); at >= 0 && at <= last; at = value.indexOf(first, at + 1)) {
      let same = 1;
      while (same < delimiter.length && value[at + same] === delimiter[same]) same++;
      if (same === delimiter.length) return at;
    }
    return -1;
  }
}
