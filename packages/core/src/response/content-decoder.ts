import { type Coding, createInflater, type Inflater } from '#inflate';
import { ContentDecodingError } from '../errors/errors.ts';
import { concatBytes } from '../lang/bytes.ts';
import type { DecodeBudget } from './decode-budget.ts';
import type { TimeSlice } from './time-slice.ts';

/** Shared by the decoders of one body, except for which of them this is. */
export interface DecoderContext {
  readonly budget: DecodeBudget;
  readonly timeSlice: TimeSlice;
  /** Decoded first: its input came over the network. */
  readonly outermost: boolean;
  /** Decoded last: its output is the body. */
  readonly innermost: boolean;
}

/** Decodes one content coding of a stream. Errors of the source pass unchanged; those of the engine become ContentDecodingError. */
export async function* decodeCoding(
  source: AsyncIterable<Uint8Array>,
  coding: string,
  context: DecoderContext,
): AsyncGenerator<Uint8Array> {
  const { timeSlice } = context;
  const decoder = new ContentDecoder(coding, context);
  try {
    for await (const chunk of source) {
      const turn = timeSlice.next();
      if (turn !== undefined) await turn;
      yield* decoder.write(chunk);
    }
    yield* decoder.end();
  } finally {
    decoder.close();
  }
}

class ContentDecoder {
  readonly #coding: string;
  readonly #context: DecoderContext;
  #inflater: Inflater | null = null;
  /** The input before the first two bytes are complete, which tell the variant of `deflate`. */
  #head: Uint8Array[] = [];
  #produced = 0;

  constructor(coding: string, context: DecoderContext) {
    this.#coding = coding;
    this.#context = context;
  }

  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    if (this.#inflater !== null) {
      yield* this.#bounded(this.#inflater.write(chunk));
      return;
    }
    this.#head.push(chunk);
    const head = concatBytes(this.#head);
    if (head.length >= 2) yield* this.#begin(head);
  }

  async *end(): AsyncGenerator<Uint8Array> {
    if (this.#inflater === null) {
      const head = concatBytes(this.#head);
      // An empty body is valid in any coding, as in Requests.
      if (head.length === 0) return;
      yield* this.#begin(head);
    }
    if (this.#inflater !== null) yield* this.#bounded(this.#inflater.end());
  }

  close(): void {
    this.#inflater?.close();
  }

  #begin(head: Uint8Array): AsyncGenerator<Uint8Array> {
    this.#inflater = createInflater(variantOf(this.#coding, head));
    this.#head = [];
    return this.#bounded(this.#inflater.write(head));
  }

  async *#bounded(decoded: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { budget, timeSlice, outermost, innermost } = this.#context;
    const iterator = decoded[Symbol.asyncIterator]();
    for (;;) {
      let next: IteratorResult<Uint8Array>;
      try {
        next = await iterator.next();
      } catch (error) {
        throw decodingError(this.#coding, error);
      }
      if (next.done !== true) this.#produced += next.value.length;
      // The frames of the outermost coding were paid for with bytes from the network.
      const overhead = outermost ? 0 : (this.#inflater?.overhead ?? 0);
      budget.checkRatio(this.#produced + overhead);
      if (!innermost) budget.checkCoded(this.#produced);
      if (next.done === true) return;
      if (next.value.length > 0) yield next.value;
      const turn = timeSlice.next();
      if (turn !== undefined) await turn;
    }
  }
}

/** `deflate` has a zlib header (RFC 9110 §8.4.1.2), but some servers omit it: the first two bytes tell. */
export function variantOf(coding: string, bytes: Uint8Array): Coding {
  if (coding !== 'deflate') return coding as Coding;
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0 ? 'deflate' : 'deflate-raw';
}

export function decodingError(coding: string, cause: unknown): ContentDecodingError {
  return new ContentDecodingError(`Received response with content-encoding: ${coding}, but failed to decode it.`, {
    cause,
  });
}
