import { type FileHandleLike, type OpenFile, openFile, type ReopenableFile, reopenableFile } from '#platform';
import { UnrewindableBodyError } from '../errors/errors.ts';
import { ownProperty } from '../lang/own-properties.ts';
import { chunksOf } from './chunk-iterator.ts';
import { NodeStreamIterator } from './node-stream-iterator.ts';
import {
  bodyOf,
  checkUnread,
  claim as claimConsumable,
  destroyConsumable,
  expectErrors,
  isConsumable,
  isNodeStream,
  isWebStream,
} from './single-use.ts';
import { WebStreamIterator } from './web-stream-iterator.ts';

/** How a body given in pieces can be read. */
export interface StreamSource {
  /** Starts reading from the beginning. */
  open(): AsyncIterable<unknown> | Iterable<unknown>;
  /** Bytes to come; `null` when unknown. */
  readonly length: number | null;
  /** False when `open` works once only. */
  readonly repeatable: boolean;
  /** Reserves what reading uses up. @throws UnrewindableBodyError when it was read, or belongs to another body */
  claim(owner: object): void;
  /** Destroys, cancels or returns what reading uses up, whether or not it was opened. Never throws. */
  release(): void;
}

/**
 * A body given in pieces, of known or unknown length, that can be gone through once or many times. While it is sent the
 * streams in it belong to it: they are released when the request fails.
 */
export class StreamBody implements AsyncIterable<Uint8Array> {
  readonly #source: StreamSource;
  #opened = false;
  #released = false;
  /** Sends under way. */
  #senders = 0;
  #last: AsyncIterator<Uint8Array, void, undefined> | null = null;
  /** The last reading came to its end. */
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
    return this.#source.repeatable || (!this.#opened && !this.#released);
  }

  /**
   * To be called before a request with this body is sent; `settle` or `release` follows.
   * @throws UnrewindableBodyError when it cannot be sent from its beginning
   */
  claim(): void {
    if (!this.rewindable || (this.#senders > 0 && !this.#source.repeatable)) throw sentAlready();
    if (!this.#opened && !this.#released) this.#claimSource();
    this.#senders++;
  }

  #claimSource(): void {
    try {
      this.#source.claim(this);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** The request was answered. What the server left unread, because it answered early, is released. */
  settle(): void {
    if (this.#opened && !this.#complete) this.release();
    else this.#senders--;
  }

  /** The request failed before it was claimed. Never throws. */
  discard(): void {
    if (this.#senders === 0) this.release();
  }

  /** The request failed. Never throws. */
  release(): void {
    // The same prepared request may be on its way twice.
    if (this.#senders > 0) this.#senders--;
    if (this.#senders > 0) return;
    this.#released = true;
    this.#source.release();
    void this.#last?.return?.().catch(() => {});
  }

  /** Non-empty chunks of bytes. @throws UnrewindableBodyError the second time, when the source is gone. */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, void, undefined> {
    this.#last = chunksOf(this.#open, this.#onEnd);
    return this.#last;
  }

  readonly #open = (): AsyncIterable<unknown> | Iterable<unknown> => {
    if (!this.rewindable) throw sentAlready();
    this.#opened = true;
    this.#complete = false;
    return this.#source.open();
  };

  readonly #onEnd = (): void => {
    this.#complete = true;
  };
}

function sentAlready(): UnrewindableBodyError {
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
    isWebStream(value) ||
    isFileHandle(value) ||
    bodyOf(value) !== undefined
  );
}

/**
 * How to read a Blob, a file, a stream or an iterable.
 * @throws UnrewindableBodyError for what was read before
 */
export function streamSource(value: Streamable): StreamSource {
  if (isBlob(value)) return new BlobSource(value);
  const body = bodyOf(value);
  if (body !== undefined) {
    if (ownProperty(value, 'bodyUsed') === true)
      throw new UnrewindableBodyError('The body of the given object was read before.');
    return streamSource((body ?? []) as Streamable);
  }
  if (isFileHandle(value)) return new FileHandleSource(value);
  if (isConsumable(value)) return new ConsumableSource(value);
  return { open: () => value as Iterable<unknown>, length: lengthOf(value), repeatable: true, claim, release };
}

class BlobSource implements StreamSource {
  readonly repeatable = true;
  readonly #blob: Blob;
  #reading: WebStreamIterator | null = null;

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  get length(): number {
    return this.#blob.size;
  }

  open(): WebStreamIterator {
    this.#reading = new WebStreamIterator(this.#blob.stream());
    return this.#reading;
  }

  claim(): void {}

  release(): void {
    void this.#reading?.return();
  }
}

/** Read by position, from the beginning of the file, and never closed: it is the caller's. */
class FileHandleSource implements StreamSource {
  readonly length: number | null;
  readonly repeatable: boolean;
  readonly #handle: FileHandleLike;
  readonly #file: OpenFile;

  constructor(handle: FileHandleLike) {
    checkOpen(handle);
    this.#handle = handle;
    this.#file = openFile(handle);
    this.length = this.#file.length;
    this.repeatable = this.#file.repeatable;
    checkUnread(handle, null);
  }

  open(): AsyncIterable<unknown> {
    return this.#file.read();
  }

  claim(owner: object): void {
    checkOpen(this.#handle);
    if (!this.repeatable) claimConsumable(this.#handle, owner);
  }

  release(): void {}
}

function isFileHandle(value: object): value is FileHandleLike {
  return typeof ownProperty(value, 'createReadStream') === 'function' && typeof ownProperty(value, 'fd') === 'number';
}

function checkOpen({ fd }: FileHandleLike): void {
  if (fd < 0) throw new UnrewindableBodyError('The body is a FileHandle that is closed.');
}

/** A Node stream, a web stream or an iterator; a file's stream can be opened anew by its path. */
class ConsumableSource implements StreamSource {
  readonly length: number | null;
  readonly repeatable: boolean;
  readonly #given: object;
  readonly #file: ReopenableFile | null;
  #used = false;
  #reading: object | null = null;
  #owner: object | null = null;

  constructor(given: object) {
    checkUnread(given, null);
    expectErrors(given);
    this.#given = given;
    this.#file = isNodeStream(given) ? reopenableFile(given) : null;
    this.repeatable = this.#file !== null;
    this.length = this.#file === null ? lengthOf(given) : this.#file.length;
  }

  open(): AsyncIterable<unknown> | Iterable<unknown> {
    if (this.#used && this.#file !== null) {
      const again = this.#file.reopen();
      this.#reading = again;
      return new NodeStreamIterator(again, null);
    }
    this.#used = true;
    const given = this.#given;
    if (isNodeStream(given)) return new NodeStreamIterator(given, this.#owner);
    if (!isWebStream(given)) return given as AsyncIterable<unknown>;
    const iterator = new WebStreamIterator(given);
    this.#reading = iterator;
    return iterator;
  }

  claim(owner: object): void {
    claimConsumable(this.#given, owner);
    this.#owner = owner;
  }

  release(): void {
    // An iterator that was opened is returned by whoever reads it.
    if (!this.#used || isNodeStream(this.#given)) destroyConsumable(this.#given, this.#owner);
    this.#used = true;
    if (this.#reading !== null) destroyConsumable(this.#reading, null);
  }
}

/** Nothing that reading uses up. */
function claim(): void {}
function release(): void {}

/** Requests' `super_len` for what knows its length beforehand. */
function lengthOf(value: object): number | null {
  for (const name of ['length', 'size', 'byteLength']) {
    const known = ownProperty(value, name);
    if (typeof known === 'number' && Number.isSafeInteger(known) && known >= 0) return known;
  }
  return null;
}
