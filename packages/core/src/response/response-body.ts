import { decodeStream, decodeWhole } from '#on-demand/response/decode-content';
import { toContent } from '#platform';
import { AbortError, ResponseNotRead, StreamConsumedError } from '../errors/errors.ts';
import { stamped } from '../send/stamp.ts';
import { errorFromSignal } from '../transport/phase-timer.ts';
import { BodyReader, type ReadFailureHandler } from './body-reader.ts';
import { contentCodings } from './content-codings.ts';
import type { DecodeLimits } from './decode-content.ts';
import type { Content } from './raw-body.ts';
import type { Response } from './response.ts';

/** How a body is decoded. */
export interface BodyDecoding {
  /** False when the client underneath has decoded it. */
  readonly decode: boolean;
  readonly limits: DecodeLimits;
}

/** Bytes that are read of a body in passing: less than a connection costs. */
const MAX_ASIDE = 65_536;

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
  endWith(signal: AbortSignal, onEnd: () => void): void {
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
   * As `load`, for a body that nobody may ever ask for, a redirect's: a coded one is kept as it came, and decoded when
   * somebody does. What the client underneath decodes is given up when it is large.
   */
  collect(): void | Promise<void> {
    const begun = this.settled || this.#failure !== null || this.#decoded !== null || this.#consumed;
    if (!this.#response.headers.has('content-encoding')) return this.#consumed ? undefined : this.load();
    if (begun) return this.#decoded === null || this.#consumed ? undefined : this.load();
    return this.#decoding.decode ? this.#collectRaw() : this.#collectDecoded();
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

  async #collectRaw(): Promise<void> {
    try {
      this.#whole = await this.raw.readAll();
      this.#raw = null;
    } catch (error) {
      this.#fail(error);
    }
  }

  async #collectDecoded(): Promise<void> {
    try {
      const { raw } = this;
      const start = await raw.take(MAX_ASIDE);
      const more = start !== null && start.byteLength === MAX_ASIDE;
      if (more) await raw.close();
      this.#settle(start === null || more ? new Uint8Array(0) : start);
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
    this.#failure = { error: stamped(error, response.request, response) };
  }

  /** What reading ran into, with request and response. What cannot be decoded is not read on: its connection is free. */
  readFailed(error: unknown): unknown {
    this.#raw?.close().catch(() => {});
    const response = this.#response;
    return stamped(error, response.request, response);
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

  #consumedError(): StreamConsumedError {
    const response = this.#response;
    return new StreamConsumedError('The content for this response was already consumed', { response });
  }
}

async function* onePiece(bytes: Uint8Array | null): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes !== null && bytes.byteLength > 0) yield bytes;
}
