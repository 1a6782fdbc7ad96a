import { toContent } from '#platform';
import { attachRequest } from '../errors/attach-request.ts';
import { AbortError, ContentTooLarge, ResponseNotRead, StreamConsumedError } from '../errors/errors.ts';
import { errorFromSignal } from '../transport/phase-timer.ts';
import { BodyReader, type ReadFailureHandler } from './body-reader.ts';
import { contentCodings } from './content-codings.ts';
import type { DecodeLimits } from './decode-content.ts';
import { decodeStream, decodeWhole } from './decode-content.ts';
import type { Content } from './raw-body.ts';
import type { Response } from './response.ts';

/** How a body is decoded. */
export interface BodyDecoding {
  /** False when the client underneath has decoded it. */
  readonly decode: boolean;
  readonly limits: DecodeLimits;
}

/** Bytes that are read of a body in passing, and milliseconds: for a page that says where to go instead. */
const MAX_PASSING = 1_048_576;
const MAX_PASSING_TIME = 2_000;
/** Of one that the client underneath decodes: it may be a bomb. */
const MAX_PASSING_DECODED = 65_536;

/**
 * A body and how far it was read: whole as it came, whole and decoded, in pieces, read to its end, failed, or closed.
 */
export class ResponseBody implements ReadFailureHandler {
  readonly #response: Response;
  readonly #decoding: BodyDecoding;
  /** As it came, not decoded yet. */
  #whole: Uint8Array | null = null;
  #content: Content | null = null;
  #raw: BodyReader | null = null;
  #decoded: BodyReader | null = null;
  #failure: { readonly error: unknown } | null = null;
  #consumed = false;
  #closed = false;
  /** Ends decoding. */
  #signal: AbortSignal | null = null;
  #onEnd: (() => void) | null = null;
  /** It was longer than what is read in passing. */
  #long = false;

  constructor(body: Uint8Array | AsyncIterable<Uint8Array>, response: Response, decoding: BodyDecoding) {
    this.#response = response;
    this.#decoding = decoding;
    if (body instanceof Uint8Array) this.#whole = body;
    else this.#raw = new BodyReader(body, this.lengthFramed, this);
  }

  /** As urllib3: of a body with a length, a piece that breaks off is lost; of a chunked one, what came is given. */
  get lengthFramed(): boolean {
    return this.#response.headers.has('content-length');
  }

  /** True when nothing is left to be read from the connection. */
  get settled(): boolean {
    return this.#content !== null || this.#whole !== null;
  }

  /** Decoding ends when the signal fires; `onEnd` is called once nothing is left to be decoded. */
  endWith(signal: AbortSignal | null, onEnd: (() => void) | null): void {
    this.#signal = signal;
    this.#onEnd = onEnd;
    // Who reads the body as it came to its end decodes nothing.
    this.#raw?.onEnd(() => {
      if (this.#decoded === null || this.#decoded === this.#raw) this.#finished();
    });
  }

  /** All of it, decoded. */
  get content(): Content {
    if (this.#whole !== null) this.load();
    if (this.#content !== null) return this.#content;
    this.throwFailure();
    if (this.#consumed) throw this.#consumedError();
    const response = this.#response;
    throw new ResponseNotRead('The body was not read yet: call `await response.read()` first.', { response });
  }

  /** The bytes as they came. */
  get raw(): BodyReader {
    this.#raw ??= new BodyReader(onePiece(this.#whole ?? this.#content));
    return this.#raw;
  }

  /** What iterating works on: the content when it is there, else the reader of what is left. */
  iterable(): Uint8Array | BodyReader {
    // A large coded body takes time: it is decoded as it is iterated.
    if (this.#whole !== null && (this.#whole.byteLength < 65536 || this.#codings().length === 0)) this.load();
    if (this.#content !== null) return this.#content;
    this.throwFailure();
    if (this.#consumed) throw this.#consumedError();
    return this.#reader();
  }

  /** It was iterated to its end. */
  consumed(): void {
    this.#consumed = true;
  }

  /** Reads what is left. */
  async read(): Promise<Content> {
    if (this.#content === null && this.#failure === null) {
      if (this.#consumed) throw this.#consumedError();
      await this.load();
      this.throwFailure();
    }
    return this.content;
  }

  /**
   * Reads and decodes all of it; a promise only when that takes time. What goes wrong is kept for whoever asks for the
   * body: a redirect with a broken body is followed.
   */
  load(): void | Promise<void> {
    const whole = this.#whole;
    if (whole === null) return this.#content === null && this.#failure === null ? this.#loadPieces() : undefined;
    const { limits } = this.#decoding;
    try {
      const codings = this.#codings();
      if (codings.length === 0 && limits.maxBodySize === null) {
        this.#settle(whole);
        return;
      }
      const check = this.#signal === null ? null : (): void => this.#checkDecoding();
      const decoded = decodeWhole(whole, codings, limits, check);
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
   * As `load`, for a body that nobody may ever ask for, a redirect's: a long or slow one stays unread, and a coded one is
   * kept as it came and decoded when somebody does.
   */
  collect(): void | Promise<void> {
    if (this.#content !== null || this.#failure !== null || this.#consumed || this.#long) return;
    const coded = this.#response.headers.has('content-encoding');
    if (this.#whole !== null) return coded ? undefined : this.load();
    if (this.#decoded !== null) return this.#collect(this.#decoded, MAX_PASSING, false);
    const asCame = coded && this.#decoding.decode;
    return this.#collect(this.raw, coded && !asCame ? MAX_PASSING_DECODED : MAX_PASSING, asCame);
  }

  /** Gives up what `collect` left unread. True when there was anything. */
  abandon(): boolean {
    if (!this.#long || this.settled || this.#failure !== null) return false;
    // What the client underneath decodes is dropped: it may be a bomb.
    if (this.#decoding.decode || !this.#response.headers.has('content-encoding'))
      this.#failure = { error: this.#tooLong() };
    else this.#settle(new Uint8Array(0));
    // Not awaited: what is being read may never come.
    this.#decoded?.close().catch(() => {});
    this.#raw?.close().catch(() => {});
    return true;
  }

  /** Throws what went wrong. */
  throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Gives the rest up. As in Requests, what is read afterwards is nothing rather than an error. */
  async close(): Promise<void> {
    if (this.settled) return;
    this.#closed = true;
    if (!this.#consumed && this.#failure === null) this.#content = toContent(new Uint8Array(0));
    // Not one after the other: decoding may be waiting for bytes that only the end of the raw body ends.
    await Promise.all([this.#decoded?.close(), this.#raw?.close()]);
    this.#finished();
  }

  #finished(): void {
    const onEnd = this.#onEnd;
    this.#onEnd = null;
    onEnd?.();
  }

  /** @throws AbortError when it was closed before its end */
  throwIfClosed(): void {
    if (this.#closed) throw this.#closedError();
  }

  /** @throws Timeout, AbortError when decoding is to end */
  #checkDecoding(): void {
    if (this.#signal?.aborted === true) throw errorFromSignal(this.#signal);
    this.throwIfClosed();
  }

  #closedError(): AbortError {
    const response = this.#response;
    return new AbortError('The response was closed while its body was being read.', { response });
  }

  async #loadPieces(): Promise<void> {
    try {
      const content = await this.#reader().readAll();
      // What came until then is not all of it.
      this.throwIfClosed();
      this.#settle(content);
      this.#consumed = true;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** `asCame`: it is kept as it is, not decoded. */
  async #collect(reader: BodyReader, limit: number, asCame: boolean): Promise<void> {
    try {
      const bytes = await reader.readWithin(limit, MAX_PASSING_TIME);
      if (bytes === null) {
        this.#long = true;
      } else if (asCame) {
        this.#whole = bytes;
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
    this.#whole = null;
    this.#content = toContent(content);
  }

  #fail(error: unknown): void {
    const response = this.#response;
    this.#whole = null;
    this.#content = null;
    this.#failure = { error: attachRequest(error, response.request, response) };
  }

  /** What reading ran into, with request and response. What cannot be decoded is not read on: its connection is free. */
  readFailed(error: unknown): unknown {
    this.#raw?.close().catch(() => {});
    const response = this.#response;
    return attachRequest(error, response.request, response);
  }

  /** The codings to undo. Asked for even when the client has decoded: too long a chain is refused on every transport. */
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
        this.#finished();
        throw this.readFailed(error);
      }
      this.#decoded = codings.length === 0 ? raw : this.#decodedReader(raw, codings);
    }
    return this.#decoded;
  }

  #decodedReader(raw: BodyReader, codings: readonly string[]): BodyReader {
    const check = (): void => this.#checkDecoding();
    const stream = decodeStream(raw.pieces(), codings, this.#decoding.limits, check);
    const reader = new BodyReader(stream, false, this);
    reader.onEnd(() => this.#finished());
    return reader;
  }

  #tooLong(): ContentTooLarge {
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

async function* onePiece(bytes: Uint8Array | null): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes !== null && bytes.byteLength > 0) yield bytes;
}
