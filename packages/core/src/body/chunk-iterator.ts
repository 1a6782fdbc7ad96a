import { UnrewindableBodyError } from '../errors/errors.ts';
import { toChunk } from '../lang/bytes.ts';

type Step = IteratorResult<Uint8Array, undefined>;
type Source = AsyncIterable<unknown> | Iterable<unknown>;
type SourceStep = IteratorResult<unknown, unknown>;
type SourceIterator = AsyncIterator<unknown, unknown, undefined> | Iterator<unknown, unknown, undefined>;

const DONE: Step = Object.freeze({ done: true, value: undefined });

/**
 * The chunks of a source as bytes, the empty ones left out: what an asynchronous generator would do, without its queue
 * and two of its promises a chunk. The source is opened by the first `next()`, and closed when it gives what is no chunk.
 */
export class ChunkIterator implements AsyncIterableIterator<Uint8Array, undefined, undefined> {
  readonly #open: () => Source;
  readonly #onEnd: (() => void) | undefined;
  #iterator: SourceIterator | null = null;
  #over = false;

  constructor(open: () => Source, onEnd?: () => void) {
    this.#open = open;
    this.#onEnd = onEnd;
  }

  next(): Promise<Step> {
    if (this.#over) return Promise.resolve(DONE);
    try {
      this.#iterator ??= iteratorOf(this.#open());
      const step = this.#iterator.next();
      return (step instanceof Promise ? step : settled(step)).then(this.#onStep, this.#onError);
    } catch (error) {
      this.#over = true;
      return Promise.reject(error);
    }
  }

  async return(): Promise<Step> {
    const iterator = this.#over ? null : this.#iterator;
    this.#over = true;
    await iterator?.return?.();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  readonly #onStep = (step: SourceStep): Step | Promise<Step> => {
    if (step.done === true) {
      this.#over = true;
      this.#onEnd?.();
      return DONE;
    }
    const { value } = step;
    // What a `Readable` or a generator gives goes on as it is, in the object it came in.
    if (value instanceof Uint8Array) return value.byteLength > 0 ? (step as Step) : this.next();
    let chunk: Uint8Array;
    try {
      chunk = toChunk(value);
    } catch (error) {
      return this.return().then(
        () => Promise.reject(error),
        () => Promise.reject(error),
      );
    }
    return chunk.byteLength > 0 ? { done: false, value: chunk } : this.next();
  };

  readonly #onError = (error: unknown): never => {
    this.#over = true;
    throw error;
  };
}

/** The chunks of what `open` gives; `onEnd` is called after the last one. */
export function chunksOf(open: () => Source, onEnd?: () => void): ChunkIterator {
  return new ChunkIterator(open, onEnd);
}

/** Iterators that were read by a body: an iterable may hand out the same one each time. */
const used = new WeakSet<object>();

/** @throws UnrewindableBodyError when the iterable gives an iterator that was read before */
function iteratorOf(source: Source): SourceIterator {
  const { [Symbol.asyncIterator]: asynchronous } = source as Partial<AsyncIterable<unknown>>;
  const iterator =
    asynchronous === undefined || asynchronous === null
      ? (source as Iterable<unknown>)[Symbol.iterator]()
      : asynchronous.call(source);
  if (used.has(iterator)) {
    throw new UnrewindableBodyError(
      'The body is an iterable whose iterator was read before: give bytes, or a new one.',
    );
  }
  used.add(iterator);
  return iterator;
}

/** A step of a synchronous iterator, or of an asynchronous one with promises of its own; the value may be a promise too. */
async function settled(step: SourceStep | PromiseLike<SourceStep>): Promise<SourceStep> {
  const { done, value } = await step;
  return { done: done === true, value: done === true ? undefined : await value };
}
