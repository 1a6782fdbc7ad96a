import { concatBytes } from '../lang/bytes.ts';

/**
 * The lines of a body without their line ends, each as soon as it is complete. Without a delimiter (or with `''`) a line
 * ends at LF, CR or CRLF, even if CR and LF are in different chunks, or at the end of the body. With one, lines are what
 * stands between delimiters, including an empty one after the last. Lines are text or bytes like the source's chunks,
 * whichever the delimiter is (as UTF-8).
 */
export async function* iterateLines(
  source: AsyncIterable<Uint8Array | string>,
  delimiter: string | Uint8Array | null,
): AsyncGenerator<Uint8Array | string> {
  const separator = delimiter === null || delimiter.length === 0 ? null : delimiter;
  let text: TextSplitter | null = null;
  let bytes: ByteSplitter | null = null;
  for await (const chunk of source) {
    if (chunk.length === 0) continue;
    if (typeof chunk === 'string') {
      text ??= new TextSplitter(separator === null ? null : toText(separator));
      yield* text.write(chunk);
    } else {
      bytes ??= new ByteSplitter(separator === null ? null : toBytes(separator));
      yield* bytes.write(chunk);
    }
  }
  const rest = text?.end() ?? bytes?.end() ?? null;
  if (rest !== null) yield rest;
}

const toText = (value: string | Uint8Array): string =>
  typeof value === 'string' ? value : new TextDecoder('utf-8', { ignoreBOM: true }).decode(value);

const toBytes = (value: string | Uint8Array): Uint8Array =>
  typeof value === 'string' ? new TextEncoder().encode(value) : value;

/** Parts of an incomplete line are kept apart and joined once, so that a long line takes linear time. */
abstract class Splitter<T extends string | Uint8Array> {
  /** Parts of the incomplete line, without any part of a delimiter. */
  #parts: T[] = [];
  /** The end of the input so far, if it may be the beginning of a delimiter. */
  #carry: T | null = null;
  #skipLineFeed = false;
  readonly #delimiter: T | null;
  /** The failure function of Knuth–Morris–Pratt. */
  #failure: Int32Array | null = null;
  /** How many characters of the delimiter the input so far ends with. */
  #matched = 0;

  constructor(delimiter: T | null) {
    this.#delimiter = delimiter;
  }

  protected abstract slice(value: T, start: number, end?: number): T;
  protected abstract join(parts: readonly T[]): T;
  protected abstract codeAt(value: T, at: number): number;

  /** The lines that this chunk completes. */
  write(chunk: T): T[] {
    return this.#delimiter === null ? this.#lines(chunk) : this.#split(chunk, this.#delimiter);
  }

  /** The last line, if there is one. */
  end(): T | null {
    if (this.#carry !== null) this.#parts.push(this.#carry);
    if (this.#parts.length === 0) return null;
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
        // The LF of a CRLF may be in the next chunk: the line is not held back for it.
        if (at + 1 === chunk.length) this.#skipLineFeed = true;
        else if (this.codeAt(chunk, at + 1) === LF) at++;
      }
      start = at + 1;
    }
    if (start < chunk.length) this.#parts.push(this.slice(chunk, start));
    return lines;
  }

  /** Knuth–Morris–Pratt: linear time, whatever the delimiter. */
  #split(chunk: T, delimiter: T): T[] {
    this.#failure ??= this.#failureFunction(delimiter);
    const lines: T[] = [];
    let start = 0;
    // Characters of the delimiter at the end of earlier chunks. If no delimiter follows, they belong to the line.
    let before = this.#matched;
    let matched = before;
    const take = (end: number): void => {
      const early = Math.min(before, before + end);
      if (early > 0) this.#parts.push(this.slice(delimiter, 0, early));
      if (end > start) this.#parts.push(this.slice(chunk, start, end));
    };
    for (let at = 0; at < chunk.length; at++) {
      matched = this.#advance(delimiter, matched, this.codeAt(chunk, at));
      if (matched < delimiter.length) continue;
      take(at + 1 - matched);
      lines.push(this.#finish(this.slice(chunk, 0, 0)));
      start = at + 1;
      before = 0;
      matched = 0;
    }
    take(chunk.length - matched);
    this.#matched = matched;
    this.#carry = this.slice(delimiter, 0, matched);
    return lines;
  }

  /** How many characters of the delimiter match after one more character. */
  #advance(delimiter: T, matched: number, code: number): number {
    const failure = this.#failure as Int32Array;
    let length = matched;
    while (length > 0 && this.codeAt(delimiter, length) !== code) length = failure[length - 1] as number;
    return this.codeAt(delimiter, length) === code ? length + 1 : 0;
  }

  #failureFunction(delimiter: T): Int32Array {
    const failure = new Int32Array(delimiter.length);
    let length = 0;
    for (let at = 1; at < delimiter.length; at++) {
      const code = this.codeAt(delimiter, at);
      while (length > 0 && this.codeAt(delimiter, length) !== code) length = failure[length - 1] as number;
      if (this.codeAt(delimiter, length) === code) length++;
      failure[at] = length;
    }
    return failure;
  }

  #finish(last?: T): T {
    if (this.#parts.length === 0 && last !== undefined) return last;
    if (last !== undefined) this.#parts.push(last);
    const line = this.#parts.length === 1 ? (this.#parts[0] as T) : this.join(this.#parts);
    this.#parts = [];
    return line;
  }
}

const LF = 0x0a;
const CR = 0x0d;

export class TextSplitter extends Splitter<string> {
  protected override slice(value: string, start: number, end?: number): string {
    return value.slice(start, end);
  }
  protected override join(parts: readonly string[]): string {
    return parts.join('');
  }
  protected override codeAt(value: string, at: number): number {
    return value.charCodeAt(at);
  }
}

/** A line within one chunk is a view of it. */
export class ByteSplitter extends Splitter<Uint8Array> {
  protected override slice(value: Uint8Array, start: number, end?: number): Uint8Array {
    return value.subarray(start, end);
  }
  protected override join(parts: readonly Uint8Array[]): Uint8Array {
    return concatBytes(parts);
  }
  protected override codeAt(value: Uint8Array, at: number): number {
    return value[at] as number;
  }
}
