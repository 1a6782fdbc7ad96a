import { UnrewindableBodyError } from '../errors/errors.ts';
import { toChunk } from '../lang/bytes.ts';

type Step = IteratorResult<Uint8Array, undefined>;
type Source = AsyncIterable<unknown> | Iterable<unknown>;
type SourceStep = IteratorResult<unknown, unknown>;
type SourceIterator = AsyncIterator<unknown, unknown, undefined> | Iterator<unknown, unknown, undefined>;

const DONE: Step = Object.freeze({ done: true, value: undefined });

/**
 * Yields the chunks of a source as bytes, without empty ones. It does what an async generator would do, without its
 * queue and two of its promises per chunk. The source is opened by the first `next()`, and closed when it yields
 * something that is not a chunk.
 */
export class ChunkIterator implements AsyncIterableIterator<Uint8Array, undefined, undefined> {
  readonly #open: () => Source;
  readonly #onEnd: (() => void) | undefined;
  #iterator: SourceIterator | null = null;
  #done = false;

  /** `onEnd` is called after the last chunk. */
  constructor(open: () => Source, onEnd?: () => void) {
    this.#open = open;
    this.#onEnd = onEnd;
  }

  next(): Promise<Step> {
    if (this.#done) return Promise.resolve(DONE);
    try {
      this.#iterator ??= iteratorOf(this.#open());
      const step = this.#iterator.next();
      return (step instanceof Promise ? step : toPromise(step)).then(this.#onStep, this.#onError);
    } catch (error) {
      this.#done = true;
      return Promise.reject(error);
    }
  }

  async return(): Promise<Step> {
    const iterator = this.#done ? null : this.#iterator;
    this.#done = true;
    await iterator?.return?.();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  readonly #onStep = (step: SourceStep): Step | Promise<Step> => {
    if (step.done === true) {
      this.#done = true;
      this.#onEnd?.();
      return DONE;
    }
    const { value } = step;
    // Bytes, as most streams and generators yield them, are passed on in the same step object.
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
    this.#done = true;
    throw error;
  };
}

/** Iterators that a body has read from: an iterable may return the same one every time. */
const used = new WeakSet<object>();

/** @throws UnrewindableBodyError when the iterable returns an iterator that was read before */
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

/** The step of a synchronous iterator, whose value may be a promise, or of an asynchronous one with its own promises. */
async function toPromise(step: SourceStep | PromiseLike<SourceStep>): Promise<SourceStep> {
  const { done, value } = await step;
  return { done: done === true, value: done === true ? undefined : await value };
}
