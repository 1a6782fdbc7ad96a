import { chunksOf } from '#on-demand/body/chunk-iterator';
import { fileSource } from '#platform';
import { UnrewindableBodyError } from '../errors/errors.ts';
import { trait } from '../request/own-options.ts';

/** How a body given in pieces can be read. */
export interface StreamSource {
  /** Starts reading from the beginning. */
  open(): AsyncIterable<unknown> | Iterable<unknown>;
  /** Bytes to come; `null` when unknown. */
  readonly length: number | null;
  /** False when `open` works once only. */
  readonly repeatable: boolean;
}

/** A body given in pieces, of known or unknown length, that can be gone through once or many times. */
export class StreamBody implements AsyncIterable<Uint8Array> {
  readonly #source: StreamSource;
  #opened = false;

  constructor(source: StreamSource) {
    this.#source = source;
  }

  /** Bytes; `null` when unknown. */
  get length(): number | null {
    return this.#source.length;
  }

  /** True when it can be read from the beginning (again). */
  get rewindable(): boolean {
    return !this.#opened || this.#source.repeatable;
  }

  /** Non-empty chunks of bytes. @throws UnrewindableBodyError the second time, when the source is gone. */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, void, undefined> {
    return chunksOf(() => this.#open());
  }

  #open(): AsyncIterable<unknown> | Iterable<unknown> {
    if (!this.rewindable) {
      throw new UnrewindableBodyError(
        'The body can be sent once only and was sent already: give bytes, a Blob or a file to send it again.',
      );
    }
    this.#opened = true;
    return this.#source.open();
  }
}

type Streamable = AsyncIterable<unknown> | Iterable<unknown> | ReadableStream<unknown> | Blob;

export function isBlob(value: unknown): value is Blob {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof trait(value, 'stream') === 'function' &&
    typeof trait(value, 'arrayBuffer') === 'function' &&
    typeof trait(value, 'size') === 'number'
  );
}

export function isFormData(value: unknown): value is FormData {
  return Object.prototype.toString.call(value) === '[object FormData]';
}

/** True for what is read piece by piece: streams, generators, Blobs, files, iterables that are no list of pairs. */
export function isStreamable(value: unknown): value is Streamable {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (value instanceof Map || value instanceof URLSearchParams || ArrayBuffer.isView(value)) return false;
  if (isBlob(value)) return true;
  const candidate = value as {
    [Symbol.asyncIterator]?: unknown;
    [Symbol.iterator]?: unknown;
  };
  return (
    typeof candidate[Symbol.asyncIterator] === 'function' ||
    typeof candidate[Symbol.iterator] === 'function' ||
    typeof trait(value, 'getReader') === 'function' ||
    typeof trait(value, 'createReadStream') === 'function'
  );
}

/** How to read a Blob, a file, a stream or an iterable. */
export function streamSource(value: Streamable): StreamSource {
  if (isBlob(value)) return { open: () => readStream(value.stream()), length: value.size, repeatable: true };
  const file = fileSource(value);
  if (file !== null) return file;
  if (typeof trait(value, 'getReader') === 'function') {
    return { open: () => readStream(value as ReadableStream), length: lengthOf(value), repeatable: false };
  }
  const iterable = value as AsyncIterable<unknown> & Iterable<unknown>;
  // A Node stream's iterator attaches listeners: it is not asked for before it is needed.
  const once = typeof trait(value, 'pipe') === 'function' || isOwnIterator(iterable);
  return { open: () => iterable, length: lengthOf(value), repeatable: !once };
}

/** A generator is its own iterator: it can be gone through once. */
function isOwnIterator(iterable: AsyncIterable<unknown> & Iterable<unknown>): boolean {
  const method = iterable[Symbol.asyncIterator] ?? iterable[Symbol.iterator];
  return (method.call(iterable) as unknown) === iterable;
}

/** Requests' `super_len` for what knows its length beforehand. */
function lengthOf(value: object): number | null {
  for (const name of ['length', 'size', 'byteLength']) {
    const known = trait(value, name);
    if (typeof known === 'number' && Number.isSafeInteger(known) && known >= 0) return known;
  }
  return null;
}

/** A web stream as an async iterable, also where it is none of its own. */
async function* readStream(stream: ReadableStream<unknown>): AsyncGenerator<unknown, void, undefined> {
  const reader = stream.getReader();
  let done = false;
  try {
    for (;;) {
      const result = await reader.read();
      done = result.done;
      if (done) return;
      yield result.value;
    }
  } finally {
    if (!done) await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}
