import { charset } from '../codecs/charset.ts';
import { CookieJar } from '../cookies/cookie-jar.ts';
import { HTTPError } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';
import { redactUrl } from '../errors/redact.ts';
import { type TextEncoding, textEncoding } from '../headers/content-type.ts';
import { HeaderMap, redactHeaders } from '../headers/header-map.ts';
import { parseLinks } from '../headers/parse-links.ts';
import { isBytes, toUint8Array } from '../lang/bytes.ts';
import { utf8 } from '../lang/percent-encoding.ts';
import { inspectAs } from '../platform/inspect.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { DecodeLimits } from './decode-content.ts';
import { decodeText } from './decode-text.ts';
import {
  type IterContentOptions,
  type IterLinesOptions,
  iterateResponse,
  iterLinesOptions,
  linesOf,
} from './iterate-response.ts';
import { jsonText } from './json-encoding.ts';
import { parseJson } from './parse-json.ts';
import { type Content, RawBody } from './raw-body.ts';
import { ResponseBody } from './response-body.ts';
import { type ResponseInit, responseOptions } from './response-init.ts';
import type { SaveOptions } from './save.ts';
import { saveResponse } from './save.ts';
import { type StandardSchema, validated } from './standard-schema.ts';
import { isRedirectStatus } from './status-codes.ts';

/** Requests' messages have all of a reason; no more of one than this is of use to anybody. */
const LONGEST_REASON = 500;
const NO_LIMITS: DecodeLimits = { maxBodySize: null, maxRatio: null };

/** What a server answered. */
export class Response implements AsyncIterable<Content> {
  statusCode: number;
  /** The phrase after the status, one character a byte; `''` when there was none. */
  reason: string;
  /** The URL that answered, fragment included. */
  url: string;
  httpVersion: string;
  headers: HeaderMap;
  /** The request that got this answer. */
  request: PreparedRequest | null;
  /** Milliseconds from sending to the end of the response's head. */
  elapsed: number;
  /** The redirects (and challenges) that led here, oldest first. */
  history: Response[] = [];
  /** The request that a redirect asks for, when it was not followed. */
  next: PreparedRequest | null = null;

  readonly #body: ResponseBody;
  #type: TextEncoding | null = null;
  /** As it was set; `undefined`: as the headers say. */
  #encoding: string | null | undefined;
  #apparent: string | null = null;
  #cookies: CookieJar | null = null;

  /** @throws TypeError for an option that does not exist */
  constructor(options?: ResponseInit) {
    const init = responseOptions(options);
    this.statusCode = init.statusCode ?? 200;
    this.reason = init.reason ?? '';
    this.url = init.url ?? init.request?.url ?? '';
    this.httpVersion = init.httpVersion ?? '1.1';
    this.headers = init.headers instanceof HeaderMap ? init.headers : new HeaderMap(init.headers ?? null);
    this.request = init.request ?? null;
    this.elapsed = init.elapsed ?? 0;
    const { decode = true, limits = NO_LIMITS } = init;
    const body = init.body ?? '';
    this.#body = new ResponseBody(bodyOf(body), this, { decode, limits });
  }

  /** True for a status that is no error: below 400 (and beyond 599, as in Requests). */
  get ok(): boolean {
    return this.statusCode < 400 || this.statusCode >= 600;
  }

  /** True when the server redirects and says where to. */
  get isRedirect(): boolean {
    return isRedirectStatus(this.statusCode) && this.headers.has('location');
  }

  /** True for a redirect that is to be remembered: 301 and 308. */
  get isPermanentRedirect(): boolean {
    return (this.statusCode === 301 || this.statusCode === 308) && this.headers.has('location');
  }

  /** The charset that `text` uses: from the headers as Requests guesses it, or as it was set. `null`: detected. */
  get encoding(): string | null {
    return this.#encoding === undefined ? this.#textEncoding().encoding : this.#encoding;
  }

  set encoding(name: string | null) {
    this.#encoding = name;
  }

  #textEncoding(): TextEncoding {
    this.#type ??= textEncoding(this.headers.get('content-type'));
    return this.#type;
  }

  /** `encoding`, by which a byte order mark at the start of an event stream is no text. */
  #codec(): string | null {
    return this.#encoding === undefined && this.#textEncoding().eventStream ? 'utf-8-sig' : this.encoding;
  }

  /** The charset as detected from the bytes. */
  get apparentEncoding(): string {
    this.#apparent ??= charset().detect(this.content);
    return this.#apparent;
  }

  /** The body, decoded. @throws ResponseNotRead before `read()` of a streamed one; StreamConsumedError after iterating. */
  get content(): Content {
    return this.#body.content;
  }

  /** The body as text, by `encoding` or else as detected; bad bytes become U+FFFD. */
  get text(): string {
    const { content } = this;
    return content.byteLength === 0 ? '' : decodeText(content, this.#codec() || this.apparentEncoding);
  }

  /**
   * The body parsed as JSON; with a Standard Schema, validated by it. Its encoding is the header's `charset`, or what
   * `encoding` was set to; else the bytes tell: UTF-8, or UTF-16 or UTF-32.
   * @throws JSONDecodeError when it is none; InvalidJSONError, with `issues`, when the schema refuses it
   */
  // biome-ignore lint/suspicious/noExplicitAny: as of `fetch`, what JSON holds is the caller's to say.
  json<T = any>(schema?: StandardSchema<T>): T {
    const { content } = this;
    const charset = this.#encoding === undefined ? this.#textEncoding().charset : this.#encoding;
    const textOf = this.encoding === 'utf-8' ? null : (): string => this.text;
    let value: unknown;
    try {
      value = parseJson(jsonText(content, charset, textOf), () => ` in ${this.#origin()}`);
    } catch (error) {
      throw Object.assign(error as Error, { response: this, request: this.request });
    }
    return schema === undefined ? (value as T) : validated(schema, value, this);
  }

  /** What a message says of the response: status, type and URL. */
  #origin(): string {
    const type = this.headers.get('content-type');
    const shown = type === null ? 'without a Content-Type' : `with Content-Type '${printable(type)}'`;
    return `a ${this.statusCode} response ${shown} for url: ${this.#shownUrl()}`;
  }

  /** Links of the Link header (RFC 8288), by `rel` or else by URL. */
  get links(): Record<string, Record<string, string>> {
    const header = this.headers.get('link');
    return header === null ? {} : parseLinks(header);
  }

  /** The cookies that this response set. */
  get cookies(): CookieJar {
    if (this.#cookies === null) {
      this.#cookies = new CookieJar();
      const setCookies = this.headers.getSetCookie();
      if (setCookies.length > 0) this.#cookies.store(this.request?.url ?? this.url, setCookies);
    }
    return this.#cookies;
  }

  /** This response. @throws HTTPError for a 4xx or 5xx status, with Requests' message */
  raiseForStatus(): this {
    const { statusCode } = this;
    if (statusCode < 400 || statusCode >= 600) return this;
    const kind = statusCode < 500 ? 'Client' : 'Server';
    const reason = printable(this.reason, LONGEST_REASON);
    throw new HTTPError(`${statusCode} ${kind} Error: ${reason} for url: ${this.#shownUrl()}`, { response: this });
  }

  /** For messages. */
  #shownUrl(): string {
    const url = redactUrl(this.url);
    // A URL that a redirect named is a server's word too.
    return this.history.length > 0 ? printable(url) : url;
  }

  /** The body as it came, undecoded: for a response got with `stream: true`. */
  get raw(): RawBody {
    return new RawBody(this.#body.raw);
  }

  /**
   * The decoded body in pieces: of `chunkSize` bytes, or as it arrives; as text with `decodeUnicode`. Leaving the loop
   * leaves the rest to be read; `close()` gives it up.
   * @throws StreamConsumedError when a streamed body was iterated to its end before
   */
  iterContent(options?: {
    readonly chunkSize?: number | null | undefined;
    readonly decodeUnicode?: false;
  }): AsyncIterableIterator<Content>;
  iterContent(options: IterContentOptions): AsyncIterableIterator<Content | string>;
  iterContent(options?: IterContentOptions): AsyncIterableIterator<Content | string> {
    return this.#iterate(options, false);
  }

  /**
   * The body line by line, without line ends: bytes, or text with `decodeUnicode`. Without an `encoding` that text is
   * what a byte order mark says, else UTF-8.
   */
  iterLines(options?: IterLinesOptions & { readonly decodeUnicode?: false }): AsyncIterableIterator<Content>;
  iterLines(options: IterLinesOptions & { readonly decodeUnicode: true }): AsyncIterableIterator<string>;
  iterLines(options: IterLinesOptions): AsyncIterableIterator<Content | string>;
  iterLines(options?: IterLinesOptions): AsyncIterableIterator<Content | string> {
    const { chunkSize, decodeUnicode, delimiter = null } = iterLinesOptions(options);
    const size = chunkSize ?? (!this.#body.settled && this.#body.lengthFramed ? 512 : null);
    return linesOf(this.#iterate({ chunkSize: size, decodeUnicode: decodeUnicode ?? false }, true), delimiter);
  }

  #iterate(options: IterContentOptions | undefined, alwaysText: boolean): AsyncIterableIterator<Content | string> {
    return iterateResponse(this.#body.iterable(), options, {
      encoding: this.#codec(),
      alwaysText,
      onEnd: () => this.#body.consumed(),
    });
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Content> {
    return this.iterContent();
  }

  /** Reads what is left of a streamed body, after which `content`, `text` and `json()` work. */
  read(): Promise<Content> {
    return this.#body.read();
  }

  /** Reads and decodes the body; what goes wrong is kept for `throwFailure`. @internal */
  load(): void | Promise<void> {
    return this.#body.load();
  }

  /** Decoding ends when the signal fires; `onEnd` is called once nothing is left to be decoded. @internal */
  endWith(signal: AbortSignal | null, onEnd: (() => void) | null): void {
    this.#body.endWith(signal, onEnd);
  }

  /** Reads a short body in passing: a coded one is decoded when somebody asks for it. @internal */
  collect(): void | Promise<void> {
    return this.#body.collect();
  }

  /** Gives up what `collect` left unread. True when there was anything. @internal */
  abandon(): boolean {
    return this.#body.abandon();
  }

  /** True when the whole body is there. @internal */
  get collected(): boolean {
    return this.#body.settled;
  }

  /** Throws what went wrong with the body. @internal */
  throwFailure(): void {
    this.#body.throwFailure();
  }

  /** Throws when it was closed before the end of its body. @internal */
  throwIfClosed(): void {
    this.#body.throwIfClosed();
  }

  /**
   * Streams the decoded body into a file: a path, a `file:` URL or a path's bytes. It has its new content when all of it
   * is there; a failed download leaves what was there before. Mode and owner of a file that exists are kept; symbolic
   * links, FIFOs and devices are written through.
   * @returns bytes written
   * @throws Node's error, whose `path` is the file's, when it cannot be written; TypeError for what is no path
   */
  save(path: string | URL | Uint8Array, options?: SaveOptions): Promise<number> {
    return saveResponse(this, path, options);
  }

  /** Gives the connection back, or drops it when the body was not read to its end. Idempotent. */
  async close(): Promise<void> {
    await this.#body.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** For logs: the head, with `***` for userinfo, and for headers and query values that are secret. */
  toJSON(): Record<string, unknown> {
    const { statusCode, reason, url, httpVersion, elapsed } = this;
    // What a session calls sensitive is so in the answer to its request too.
    const headers = redactHeaders(this.headers, this.request?.headers.sensitive);
    return { statusCode, reason, url: redactUrl(url), httpVersion, headers, elapsed };
  }
}

function bodyOf(body: string | Uint8Array | AsyncIterable<Uint8Array>): Uint8Array | AsyncIterable<Uint8Array> {
  if (typeof body === 'string') return utf8(body);
  return isBytes(body) ? toUint8Array(body) : body;
}

inspectAs(Response, (response) => `<Response [${response.statusCode}]>`);
