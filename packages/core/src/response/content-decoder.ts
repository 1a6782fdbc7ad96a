import { type Coding, createInflater, type Inflater } from '#inflate';
import { ContentDecodingError } from '../errors/errors.ts';
import { concatBytes } from '../lang/bytes.ts';
import type { DecodeBudget } from './decode-budget.ts';
import type { DecodePace } from './decode-pace.ts';

/** What the codings of one body share, and which of them one is. */
export interface Undo {
  readonly budget: DecodeBudget;
  readonly pace: DecodePace;
  /** Undone first: what it takes came over the network. */
  readonly outermost: boolean;
  /** Undone last: what it gives is the body. */
  readonly innermost: boolean;
}

/** Undoes one content coding of a stream. Errors of the source pass unchanged; those of the engine become ours. */
export async function* undoCoding(
  source: AsyncIterable<Uint8Array>,
  coding: string,
  undo: Undo,
): AsyncGenerator<Uint8Array> {
  const { pace } = undo;
  const undoing = new Undoing(coding, undo);
  try {
    for await (const chunk of source) {
      const rest = pace.next();
      if (rest !== undefined) await rest;
      yield* undoing.write(chunk);
    }
    yield* undoing.end();
  } finally {
    undoing.close();
  }
}

class Undoing {
  readonly #coding: string;
  readonly #undo: Undo;
  #inflater: Inflater | null = null;
  /** What came before the two bytes that tell the variant. */
  #head: Uint8Array[] = [];
  #produced = 0;

  constructor(coding: string, undo: Undo) {
    this.#coding = coding;
    this.#undo = undo;
  }

  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    if (this.#inflater !== null) {
      yield* this.#guard(this.#inflater.write(chunk));
      return;
    }
    this.#head.push(chunk);
    const head = concatBytes(this.#head);
    if (head.length >= 2) yield* this.#begin(head);
  }

  async *end(): AsyncGenerator<Uint8Array> {
    if (this.#inflater === null) {
      const head = concatBytes(this.#head);
      // An empty body is left alone, whatever its coding is said to be.
      if (head.length === 0) return;
      yield* this.#begin(head);
    }
    if (this.#inflater !== null) yield* this.#guard(this.#inflater.end());
  }

  close(): void {
    this.#inflater?.close();
  }

  #begin(head: Uint8Array): AsyncGenerator<Uint8Array> {
    this.#inflater = createInflater(variantOf(this.#coding, head));
    this.#head = [];
    return this.#guard(this.#inflater.write(head));
  }

  async *#guard(decoded: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { budget, pace, outermost, innermost } = this.#undo;
    const iterator = decoded[Symbol.asyncIterator]();
    for (;;) {
      let next: IteratorResult<Uint8Array>;
      try {
        next = await iterator.next();
      } catch (error) {
        throw badData(this.#coding, error);
      }
      if (next.done !== true) this.#produced += next.value.length;
      // What the network brought has paid for its frames.
      const overhead = outermost ? 0 : (this.#inflater?.overhead ?? 0);
      budget.checkRatio(this.#produced + overhead);
      if (!innermost) budget.checkCoded(this.#produced);
      if (next.done === true) return;
      if (next.value.length > 0) yield next.value;
      const rest = pace.next();
      if (rest !== undefined) await rest;
    }
  }
}

/** `deflate` comes with the header of zlib (RFC 9110 §8.4.1.2) or, from some servers, without: its first bytes tell. */
export function variantOf(coding: string, bytes: Uint8Array): Coding {
  if (coding !== 'deflate') return coding as Coding;
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0 ? 'deflate' : 'deflate-raw';
}

export function badData(coding: string, cause: unknown): ContentDecodingError {
  return new ContentDecodingError(`Received response with content-encoding: ${coding}, but failed to decode it.`, {
    cause,
  });
}
