import { decodeStream, decodeWhole } from '#decode-content';
import { toContent } from '#platform';
import { attachRequest } from '../errors/attach-request.ts';
import { AbortError, ContentTooLarge, ResponseNotRead, StreamConsumedError } from '../errors/errors.ts';
import { errorFromSignal } from '../transport/phase-timer.ts';
import { BodyReader, type ReadErrorHandler } from './body-reader.ts';
import { contentCodings } from './content-codings.ts';
import type { DecodeLimits } from './decode-content.ts';
import type { Content } from './raw-body.ts';
import type { Response } from './response.ts';

/** How a body is to be decoded. */
export interface BodyDecoding {
  /** False if the client underneath has already decoded it. */
  readonly decode: boolean;
  readonly limits: DecodeLimits;
}

/** The most that `collect` reads of a body, in bytes and milliseconds. */
const MAX_COLLECTED = 1_048_576;
const MAX_COLLECT_TIME = 2_000;
/** The same for a body that the client underneath decodes, which may be a decompression bomb. */
const MAX_COLLECTED_DECODED = 65_536;

/** The body of a response, in one of these states: complete but not decoded, decoded, being read, read to its end, failed, closed. */
export class ResponseBody implements ReadErrorHandler {
  readonly #response: Response;
  readonly #decoding: BodyDecoding;
  /** Complete, but not decoded yet. */
  #coded: Uint8Array | null = null;
  #content: Content | null = null;
  #raw: BodyReader | null = null;
  #decoded: BodyReader | null = null;
  #failure: { readonly error: unknown } | null = null;
  #consumed = false;
  #closed = false;
  /** Stops decoding. */
  #signal: AbortSignal | null = null;
  #onEnd: (() => void) | null = null;
  /** Longer or slower than what `collect` reads. */
  #long = false;

  constructor(body: Uint8Array | AsyncIterable<Uint8Array>, response: Response, decoding: BodyDecoding) {
    this.#response = response;
    this.#decoding = decoding;
    if (body instanceof Uint8Array) this.#coded = body;
    else this.#raw = new BodyReader(body, this.lengthFramed, this);
  }

  /** As urllib3: a chunk that breaks off is lost if the body has a Content-Length, and returned if it is chunked. */
  get lengthFramed(): boolean {
    return this.#response.headers.has('content-length');
  }

  /** True when nothing is left to read from the connection. */
  get settled(): boolean {
    return this.#content !== null || this.#coded !== null;
  }

  /** Stops decoding when the signal fires; calls `onEnd` once nothing is left to decode. */
  endWith(signal: AbortSignal | null, onEnd: (() => void) | null): void {
    this.#signal = signal;
    this.#onEnd = onEnd;
    // A body that is read to its end raw is never decoded.
    this.#raw?.onEnd(() => {
      if (this.#decoded === null || this.#decoded === this.#raw) this.#handleEnd();
    });
  }

  /** The whole body, decoded. */
  get content(): Content {
    if (this.#coded !== null) this.load();
    if (this.#content !== null) return this.#content;
    this.throwFailure();
    if (this.#consumed) throw this.#consumedError();
    const response = this.#response;
    throw new ResponseNotRead('The body was not read yet: call `await response.read()` first.', { response });
  }

  /** The bytes as they arrive, not decoded. */
  get raw(): BodyReader {
    this.#raw ??= new BodyReader(oneChunk(this.#coded ?? this.#content));
    return this.#raw;
  }

  /** What to iterate: the content if it is loaded, else a reader of the rest. */
  iterable(): Uint8Array | BodyReader {
    // Decoding a large body takes time, so it is done while iterating.
    if (this.#coded !== null && (this.#coded.byteLength < 65536 || this.#codings().length === 0)) this.load();
    if (this.#content !== null) return this.#content;
    this.throwFailure();
    if (this.#consumed) throw this.#consumedError();
    return this.#reader();
  }

  /** Call when it was iterated to its end. */
  consumed(): void {
    this.#consumed = true;
  }

  /** Reads the rest. */
  async read(): Promise<Content> {
    if (this.#content === null && this.#failure === null) {
      if (this.#consumed) throw this.#consumedError();
      await this.load();
      this.throwFailure();
    }
    return this.content;
  }

  /**
   * Reads and decodes the body; returns a promise only if that takes time. An error is kept until somebody asks for the
   * body: a redirect with a broken body is followed.
   */
  load(): void | Promise<void> {
    const coded = this.#coded;
    if (coded === null) return this.#content === null && this.#failure === null ? this.#loadStream() : undefined;
    const { limits } = this.#decoding;
    try {
      const codings = this.#codings();
      if (codings.length === 0 && limits.maxBodySize === null) {
        this.#settle(coded);
        return;
      }
      const check = this.#signal === null ? null : (): void => this.#checkDecoding();
      const decoded = decodeWhole(coded, codings, limits, check);
      if (!(decoded instanceof Uint8Array)) {
        return decoded.then(
          (content) => this.#settle(content),
          (error: unknown) => this.#fail(error),
        );
      }
      this.#settle(decoded);
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * As `load`, for the body of a redirect, which hardly anybody asks for: a long or slow one is left unread, and a coded
   * one is decoded only when it is asked for.
   */
  collect(): void | Promise<void> {
    if (this.#content !== null || this.#failure !== null || this.#consumed || this.#long) return;
    const hasCoding = this.#response.headers.has('content-encoding');
    if (this.#coded !== null) return hasCoding ? undefined : this.load();
    if (this.#decoded !== null) return this.#collect(this.#decoded, MAX_COLLECTED, false);
    const keepCoded = hasCoding && this.#decoding.decode;
    return this.#collect(this.raw, hasCoding && !keepCoded ? MAX_COLLECTED_DECODED : MAX_COLLECTED, keepCoded);
  }

  /** Closes what `collect` left unread. Returns whether it left anything. */
  abandon(): boolean {
    if (!this.#long || this.settled || this.#failure !== null) return false;
    // What the client underneath decodes is dropped: it may be a decompression bomb.
    if (this.#decoding.decode || !this.#response.headers.has('content-encoding'))
      this.#failure = { error: this.#tooLongError() };
    else this.#settle(new Uint8Array(0));
    // Not awaited: a read in flight may never resolve.
    this.#decoded?.close().catch(() => {});
    this.#raw?.close().catch(() => {});
    return true;
  }

  /** Throws the error that reading or decoding ended in, if any. */
  throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Drops the rest. As in Requests, the content is then empty rather than an error. */
  async close(): Promise<void> {
    if (this.settled) return;
    this.#closed = true;
    if (!this.#consumed && this.#failure === null) this.#content = toContent(new Uint8Array(0));
    // In parallel: the decoder may be waiting for bytes, until the raw body is closed.
    await Promise.all([this.#decoded?.close(), this.#raw?.close()]);
    this.#handleEnd();
  }

  #handleEnd(): void {
    const onEnd = this.#onEnd;
    this.#onEnd = null;
    onEnd?.();
  }

  /** @throws AbortError if it was closed before its end */
  throwIfClosed(): void {
    if (this.#closed) throw this.#closedError();
  }

  /** @throws Timeout, AbortError if decoding must stop */
  #checkDecoding(): void {
    if (this.#signal?.aborted === true) throw errorFromSignal(this.#signal);
    this.throwIfClosed();
  }

  #closedError(): AbortError {
    const response = this.#response;
    return new AbortError('The response was closed while its body was being read.', { response });
  }

  async #loadStream(): Promise<void> {
    try {
      const content = await this.#reader().readAll();
      // If it was closed meanwhile, this is only a part.
      this.throwIfClosed();
      this.#settle(content);
      this.#consumed = true;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** `keepCoded`: the reader is of the raw body, to be decoded later. */
  async #collect(reader: BodyReader, limit: number, keepCoded: boolean): Promise<void> {
    try {
      const bytes = await reader.readWithin(limit, MAX_COLLECT_TIME);
      if (bytes === null) {
        this.#long = true;
      } else if (keepCoded) {
        this.#coded = bytes;
        this.#raw = null;
      } else {
        this.#settle(bytes);
        this.#consumed = true;
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #settle(content: Uint8Array): void {
    this.#coded = null;
    this.#content = toContent(content);
  }

  #fail(error: unknown): void {
    const response = this.#response;
    this.#coded = null;
    this.#content = null;
    this.#failure = { error: attachRequest(error, response.request, response) };
  }

  /** Adds request and response to an error of reading or decoding, and closes the raw body: its connection is free. */
  readError(error: unknown): unknown {
    this.#raw?.close().catch(() => {});
    const response = this.#response;
    return attachRequest(error, response.request, response);
  }

  /** The codings to decode. Read even if the client has decoded them: too many codings are an error over every transport. */
  #codings(): string[] {
    const codings = contentCodings(this.#response.headers);
    return this.#decoding.decode ? codings : [];
  }

  #reader(): BodyReader {
    if (this.#decoded === null) {
      const { raw } = this;
      let codings: string[];
      try {
        codings = this.#codings();
      } catch (error) {
        this.#handleEnd();
        throw this.readError(error);
      }
      this.#decoded = codings.length === 0 ? raw : this.#decodedReader(raw, codings);
    }
    return this.#decoded;
  }

  #decodedReader(raw: BodyReader, codings: readonly string[]): BodyReader {
    const check = (): void => this.#checkDecoding();
    const stream = decodeStream(raw.chunks(), codings, this.#decoding.limits, check);
    const reader = new BodyReader(stream, false, this);
    reader.onEnd(() => this.#handleEnd());
    return reader;
  }

  #tooLongError(): ContentTooLarge {
    const { request } = this.#response;
    return new ContentTooLarge(
      'The body of a response that another request followed was too long, or too slow, to be read before that request.',
      { response: this.#response, ...(request !== null && { request }) },
    );
  }

  #consumedError(): StreamConsumedError {
    const response = this.#response;
    return new StreamConsumedError('The content for this response was already consumed', { response });
  }
}

async function* oneChunk(bytes: Uint8Array | null): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes !== null && bytes.byteLength > 0) yield bytes;
}
