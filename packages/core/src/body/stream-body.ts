import { FileHandleSource, isFileHandle } from '#file-handle';
import { type FileHandleLike, type ReopenableFile, reopenableFile } from '#platform';
import { UnrewindableBodyError } from '../errors/errors.ts';
import { ownProperty } from '../lang/own-properties.ts';
import { ChunkIterator } from './chunk-iterator.ts';
import {
  assertUnread,
  destroySingleUse,
  fetchBody,
  ignoreErrors,
  isNodeStream,
  isSingleUse,
  isWebStream,
  lockFor,
} from './single-use.ts';
import { NodeStreamIterator, WebStreamIterator } from './stream-iterators.ts';

/** Where the chunks of a streamed body come from. */
export interface StreamSource {
  /** Starts reading from the beginning. */
  open(): AsyncIterable<unknown> | Iterable<unknown>;
  /** Bytes in all; `null` when unknown. */
  readonly length: number | null;
  /** False when `open` works only once. */
  readonly repeatable: boolean;
  /** Locks a stream or iterator for this body. @throws UnrewindableBodyError when it was read, or is locked for another */
  lock(owner: object): void;
  /** Destroys the stream or iterator, whether or not it was opened. Never throws. */
  destroy(): void;
}

/**
 * A body that is read chunk by chunk, of known or unknown length, once or several times. While a request is being sent
 * its streams belong to this body: they are destroyed when the request fails.
 *
 * A send begins with `acquire` and ends with `finish` or `abort`.
 */
export class StreamBody implements AsyncIterable<Uint8Array> {
  readonly #source: StreamSource;
  #opened = false;
  #destroyed = false;
  /** Sends in progress: the same prepared request may be sent twice at a time. */
  #senders = 0;
  #iterator: AsyncIterator<Uint8Array, void, undefined> | null = null;
  /** The last iteration came to its end. */
  #complete = false;

  constructor(source: StreamSource) {
    this.#source = source;
  }

  /** Bytes; `null` when unknown. */
  get length(): number | null {
    return this.#source.length;
  }

  /** True when it can be read from the beginning (again). */
  get rewindable(): boolean {
    return this.#source.repeatable || (!this.#opened && !this.#destroyed);
  }

  /** Before the request is sent. @throws UnrewindableBodyError when it cannot be sent from its beginning */
  acquire(): void {
    if (!this.rewindable || (this.#senders > 0 && !this.#source.repeatable)) throw alreadySent();
    if (!this.#opened && !this.#destroyed) this.#lockSource();
    this.#senders++;
  }

  #lockSource(): void {
    try {
      this.#source.lock(this);
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  /** The response has come. If the server responded early, what it left unread is destroyed. */
  finish(): void {
    if (this.#opened && !this.#complete) this.abort();
    else this.#senders--;
  }

  /** The request failed, or was not sent after all: destroys the source, unless another send uses it. Never throws. */
  abort(): void {
    if (this.#senders > 0) this.#senders--;
    this.discard();
  }

  /** As `abort`, for a request that has not acquired the body. Never throws. */
  discard(): void {
    if (this.#senders > 0) return;
    this.#destroyed = true;
    this.#source.destroy();
    void this.#iterator?.return?.().catch(() => {});
  }

  /** Non-empty chunks of bytes. @throws UnrewindableBodyError for a second iteration of a source that is used up */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, void, undefined> {
    this.#iterator = new ChunkIterator(this.#open, this.#onEnd);
    return this.#iterator;
  }

  readonly #open = (): AsyncIterable<unknown> | Iterable<unknown> => {
    if (!this.rewindable) throw alreadySent();
    this.#opened = true;
    this.#complete = false;
    return this.#source.open();
  };

  readonly #onEnd = (): void => {
    this.#complete = true;
  };
}

function alreadySent(): UnrewindableBodyError {
  return new UnrewindableBodyError(
    'The body can be sent once only and was sent already: give bytes, a Blob or a file to send it again.',
  );
}

type Streamable = AsyncIterable<unknown> | Iterable<unknown> | ReadableStream<unknown> | Blob | FileHandleLike;

export function isBlob(value: unknown): value is Blob {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof ownProperty(value, 'stream') === 'function' &&
    typeof ownProperty(value, 'arrayBuffer') === 'function' &&
    typeof ownProperty(value, 'size') === 'number'
  );
}

export function isFormData(value: unknown): value is FormData {
  return Object.prototype.toString.call(value) === '[object FormData]';
}

/** True for a body that is read chunk by chunk: a stream, generator, Blob, file, or an iterable that is not an array. */
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
    isWebStream(value) ||
    isFileHandle(value) ||
    fetchBody(value) !== undefined
  );
}

/** @throws UnrewindableBodyError for a stream or body that was read before */
export function streamSource(value: Streamable): StreamSource {
  if (isBlob(value)) return new BlobSource(value);
  const body = fetchBody(value);
  if (body !== undefined) {
    if (ownProperty(value, 'bodyUsed') === true)
      throw new UnrewindableBodyError('The body of the given object was read before.');
    return streamSource((body ?? []) as Streamable);
  }
  if (isFileHandle(value)) return new FileHandleSource(value);
  if (isSingleUse(value)) return new SingleUseSource(value);
  return {
    open: () => value as Iterable<unknown>,
    length: lengthOf(value),
    repeatable: true,
    lock: nothing,
    destroy: nothing,
  };
}

class BlobSource implements StreamSource {
  readonly repeatable = true;
  readonly #blob: Blob;
  #iterator: WebStreamIterator | null = null;

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  get length(): number {
    return this.#blob.size;
  }

  open(): WebStreamIterator {
    this.#iterator = new WebStreamIterator(this.#blob.stream());
    return this.#iterator;
  }

  lock(): void {}

  destroy(): void {
    void this.#iterator?.return();
  }
}

/** A Node stream, a web stream or an iterator. A file's stream can be opened again by its path. */
class SingleUseSource implements StreamSource {
  readonly length: number | null;
  readonly repeatable: boolean;
  readonly #given: object;
  readonly #file: ReopenableFile | null;
  #opened = false;
  #reading: object | null = null;
  #owner: object | null = null;

  constructor(given: object) {
    assertUnread(given, null);
    ignoreErrors(given);
    this.#given = given;
    this.#file = isNodeStream(given) ? reopenableFile(given) : null;
    this.repeatable = this.#file !== null;
    this.length = this.#file === null ? lengthOf(given) : this.#file.length;
  }

  open(): AsyncIterable<unknown> | Iterable<unknown> {
    if (this.#opened && this.#file !== null) {
      const reopened = this.#file.reopen();
      this.#reading = reopened;
      return new NodeStreamIterator(reopened, null);
    }
    this.#opened = true;
    const given = this.#given;
    if (isNodeStream(given)) return new NodeStreamIterator(given, this.#owner);
    if (!isWebStream(given)) return given as AsyncIterable<unknown>;
    const iterator = new WebStreamIterator(given);
    this.#reading = iterator;
    return iterator;
  }

  lock(owner: object): void {
    lockFor(owner, this.#given);
    this.#owner = owner;
  }

  destroy(): void {
    // A web stream or iterator that was opened is ended by its reader.
    if (!this.#opened || isNodeStream(this.#given)) destroySingleUse(this.#given, this.#owner);
    this.#opened = true;
    if (this.#reading !== null) destroySingleUse(this.#reading, null);
  }
}

/** An iterable that is neither a stream nor an iterator is not used up by reading. */
function nothing(): void {}

/** Requests' `super_len`: the length that an object states itself. */
function lengthOf(value: object): number | null {
  for (const name of ['length', 'size', 'byteLength']) {
    const known = ownProperty(value, name);
    if (typeof known === 'number' && Number.isSafeInteger(known) && known >= 0) return known;
  }
  return null;
}
