import { decodeStream, decodeWhole } from '#on-demand/response/decode-content';
import { toContent } from '#platform';
import { ContentTooLarge, ResponseNotRead, StreamConsumedError } from '../errors/errors.ts';
import { stamped } from '../send/stamp.ts';
import { BodyReader } from './body-reader.ts';
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

/** Bytes that are read of a body in passing, and milliseconds: for a page that says where to go instead. */
const MAX_PASSING = 1_048_576;
const MAX_PASSING_TIME = 2_000;
/** Of one that the client underneath decodes: it may be a bomb. */
const MAX_PASSING_DECODED = 65_536;

/**
 * A body and how far it was read: whole as it came, whole and decoded, in pieces, read to its end, failed, or closed.
 */
export class ResponseBody {
  readonly #response: Response;
  readonly #decoding: BodyDecoding;
  /** As it came, not decoded yet. */
  #whole: Uint8Array | null = null;
  #content: Content | null = null;
  #raw: BodyReader | null = null;
  #decoded: BodyReader | null = null;
  #failure: { readonly error: unknown } | null = null;
  #consumed = false;
  /** It was longer than what is read in passing. */
  #long = false;

  constructor(body: Uint8Array | AsyncIterable<Uint8Array>, response: Response, decoding: BodyDecoding) {
    this.#response = response;
    this.#decoding = decoding;
    if (body instanceof Uint8Array) this.#whole = body;
    else this.#raw = new BodyReader(body, this.lengthFramed);
  }

  /** As urllib3: of a body with a length, a piece that breaks off is lost; of a chunked one, what came is given. */
  get lengthFramed(): boolean {
    return this.#response.headers.has('content-length');
  }

  /** True when nothing is left to be read from the connection. */
  get settled(): boolean {
    return this.#content !== null || this.#whole !== null;
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
      const decoded = decodeWhole(whole, codings, limits);
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
    if (!this.#consumed && this.#failure === null) this.#content = toContent(new Uint8Array(0));
    await this.#decoded?.close();
    await this.#raw?.close();
  }

  async #loadPieces(): Promise<void> {
    try {
      this.#settle(await this.#reader().readAll());
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
    const { request } = this.#response;
    this.#whole = null;
    this.#failure = { error: request === null ? error : stamped(error, request) };
  }

  /** The codings to undo. Asked for even when the client has decoded: too long a chain is refused on every transport. */
  #codings(): string[] {
    const codings = contentCodings(this.#response.headers);
    return this.#decoding.decode ? codings : [];
  }

  #reader(): BodyReader {
    if (this.#decoded === null) {
      const { raw } = this;
      // What cannot be decoded will never be read to its end: the connection is not to wait for that.
      const giveUp = (): void => void raw.close().catch(() => {});
      let codings: string[];
      try {
        codings = this.#codings();
      } catch (error) {
        giveUp();
        throw error;
      }
      const { limits } = this.#decoding;
      this.#decoded =
        codings.length === 0 ? raw : new BodyReader(decodeStream(raw.pieces(), codings, limits), false, giveUp);
    }
    return this.#decoded;
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
