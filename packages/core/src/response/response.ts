import { CookieJar } from '#cookie-jar';
import { inspectAs } from '#inspect';
import { redactUrl } from '#redact';
import { saveResponse } from '#save';
import { charset } from '../codecs/charset.ts';
import { attachRequest } from '../errors/attach-request.ts';
import { HTTPError, JSONDecodeError } from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';
import { type TextEncoding, textEncoding } from '../headers/content-type.ts';
import { HeaderMap, redactHeaders } from '../headers/header-map.ts';
import { parseLinks } from '../headers/parse-links.ts';
import { isBytes, toUint8Array } from '../lang/bytes.ts';
import { utf8 } from '../lang/percent-encoding.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import { ownFacts, type ResponseFacts } from '../transport/facts.ts';
import type { DecodeLimits } from './decode-content.ts';
import { decodeText } from './decode-text.ts';
import type { DefaultEncoding } from './default-encoding.ts';
import {
  EventParser,
  type IterEventsOptions,
  iterateEvents,
  maxEventSizeOf,
  type ServerSentEvent,
} from './iterate-events.ts';
import { type IterJsonOptions, iterateJson, iterJsonOptions } from './iterate-json.ts';
import {
  type IterContentOptions,
  type IterLinesOptions,
  iterateResponse,
  iterLinesOptions,
  linesOf,
} from './iterate-response.ts';
import { jsonText } from './json-encoding.ts';
import { type JsonOptions, jsonOptions } from './json-options.ts';
import { type ParseJson, parseJson } from './parse-json.ts';
import { type Content, RawBody } from './raw-body.ts';
import { ResponseBody } from './response-body.ts';
import { type ResponseInit, responseOptions } from './response-init.ts';
import type { SaveOptions } from './save.ts';
import { shownBeginning } from './shown-beginning.ts';
import { itemValidator, type StandardSchema, validated } from './standard-schema.ts';
import { isRedirectStatus } from './status-codes.ts';

/** Characters of the reason phrase in messages. Requests shows all of it. */
const LONGEST_REASON = 500;
const NO_LIMITS: DecodeLimits = { maxBodySize: null, maxRatio: null };

/** The response of a server (Requests' `Response`). */
export class Response implements AsyncIterable<Content> {
  /** The status: 200, 404 … */
  statusCode: number;
  /** The reason phrase, one character a byte; `''` if there was none. */
  reason: string;
  /** The URL of the response, with its fragment. */
  url: string;
  /** `1.0`, `1.1` or `2`. */
  httpVersion: string;
  /** The headers; names are case-insensitive. */
  headers: HeaderMap;
  /** The request that led to this response. Only a response that you construct without one has `null` here. */
  request: PreparedRequest;
  /** Milliseconds from sending the request to the end of the response head. */
  elapsed: number;
  /** The redirects (and authentication challenges) that led here, oldest first. */
  history: Response[] = [];
  /** The request that would follow this redirect, if it was not followed. */
  next: PreparedRequest | null = null;

  readonly #body: ResponseBody;
  readonly #facts: Partial<ResponseFacts> | null;
  #type: TextEncoding | null = null;
  /** As set by the caller; `undefined`: as the headers say. */
  #encoding: string | null | undefined;
  #apparent: string | null = null;
  readonly #defaultEncoding: DefaultEncoding | null;
  /** What the function `#defaultEncoding` returned. */
  #chosen: string | null | undefined;
  readonly #parseJson: ParseJson | null;
  #cookies: CookieJar | null = null;

  /** @throws TypeError for an option that does not exist */
  constructor(options?: ResponseInit) {
    const init = responseOptions(options);
    this.statusCode = init.statusCode ?? 200;
    this.reason = init.reason ?? '';
    this.url = init.url ?? init.request?.url ?? '';
    this.httpVersion = init.httpVersion ?? '1.1';
    this.headers = init.headers instanceof HeaderMap ? init.headers : new HeaderMap(init.headers ?? null);
    // The type is that of the responses that users get: each of a session's has its request.
    this.request = (init.request ?? null) as PreparedRequest;
    this.elapsed = init.elapsed ?? 0;
    this.#facts = init.facts ?? null;
    this.#defaultEncoding = init.defaultEncoding ?? null;
    this.#parseJson = init.parseJson ?? null;
    const { decode = true, limits = NO_LIMITS } = init;
    const body = init.body ?? '';
    this.#body = new ResponseBody(bodyOf(body), this, { decode, limits });
  }

  /** @deprecated Use `statusCode`. This is the same, for those who come from `fetch` or axios. */
  get status(): number {
    return this.statusCode;
  }

  /** @deprecated There is no `data`: use `json()`, `text` or `content` (bytes). */
  declare readonly data?: undefined;

  /** @deprecated There is no `body`: use `json()`, `text` or `content` (bytes), or iterate a response with `stream: true`. */
  declare readonly body?: undefined;

  /** True for a status below 400 (and above 599, as in Requests). */
  get ok(): boolean {
    return this.statusCode < 400 || this.statusCode >= 600;
  }

  /** True for a redirect status with a Location header. */
  get isRedirect(): boolean {
    return isRedirectStatus(this.statusCode) && this.headers.has('location');
  }

  /** True for a permanent redirect: 301 or 308 with a Location header. */
  get isPermanentRedirect(): boolean {
    return (this.statusCode === 301 || this.statusCode === 308) && this.headers.has('location');
  }

  /** How the response came about: attempts, redirects, its connection and timings. What nobody can tell is `null`. */
  get facts(): ResponseFacts {
    const { attempts = 1, fromCache = false, connection = null, timings = null } = ownFacts(this.#facts);
    const redirects = this.history.filter((each) => each.isRedirect).length;
    return { attempts, redirects, fromCache, connection, timings };
  }

  /**
   * The encoding that `text` uses: as you set it, else from the headers as Requests does, with `defaultEncoding` for `text/*`
   * without a charset. `null`: detected.
   */
  get encoding(): string | null {
    if (this.#encoding !== undefined) return this.#encoding;
    const { encoding, assumed } = this.#textEncoding();
    return assumed && this.#defaultEncoding !== null ? this.#chooseEncoding(this.#defaultEncoding) : encoding;
  }

  /** Decides how `text` decodes from now on; `null`: detected. */
  set encoding(name: string | null) {
    this.#encoding = name;
  }

  /** A function is asked once the body has been read; until then the answer is `null`. */
  #chooseEncoding(encoding: DefaultEncoding): string | null {
    if (typeof encoding === 'string') return encoding;
    if (this.#chosen !== undefined) return this.#chosen;
    if (!this.#body.settled) return null;
    const chosen = encoding(this.content) ?? null;
    if (chosen !== null && typeof chosen !== 'string')
      throw new TypeError('The function defaultEncoding must return the name of an encoding, or null');
    this.#chosen = chosen;
    return chosen;
  }

  #textEncoding(): TextEncoding {
    this.#type ??= textEncoding(this.headers.get('content-type'));
    return this.#type;
  }

  /** `encoding`; for an event stream one that drops a byte order mark (WHATWG HTML §9.2.5). */
  #codec(): string | null {
    return this.#encoding === undefined && this.#textEncoding().eventStream ? 'utf-8-sig' : this.encoding;
  }

  /** The encoding detected from the bytes. */
  get apparentEncoding(): string {
    this.#apparent ??= charset().detect(this.content);
    return this.#apparent;
  }

  /**
   * The body, decoded.
   * @throws ResponseNotRead for a streamed body before `read()`; StreamConsumedError after it was iterated
   */
  get content(): Content {
    return this.#body.content;
  }

  /** The body as text, by `encoding` or else as detected. Invalid bytes become U+FFFD. */
  get text(): string {
    const { content } = this;
    return content.byteLength === 0 ? '' : decodeText(content, this.#codec() || this.apparentEncoding);
  }

  /**
   * The body parsed as JSON, and validated if a Standard Schema is given. Its encoding is what you set `encoding` to, else
   * the header's `charset`, else detected: UTF-8, UTF-16 or UTF-32.
   * @throws JSONDecodeError if it is not JSON; InvalidJSONError, with `issues`, if it does not match the schema
   */
  // biome-ignore lint/suspicious/noExplicitAny: as with `fetch`, the caller says what the JSON holds.
  json<T = any>(schema?: StandardSchema<T>): T;
  // biome-ignore lint/suspicious/noExplicitAny: the same
  json<T = any>(options: JsonOptions<T>): T;
  json<T>(given?: StandardSchema<T> | JsonOptions<T>): T {
    const { content } = this;
    const { schema, parse } = jsonOptions(given);
    const charset = this.#jsonCharset();
    const textOf = this.encoding === 'utf-8' ? null : (): string => this.text;
    let value: unknown;
    try {
      const text = jsonText(content, charset, textOf);
      value = parseJson(text, (text) => ` in ${this.#origin(text)}`, parse ?? this.#parseJson);
    } catch (error) {
      throw error instanceof JSONDecodeError ? Object.assign(error, { response: this, request: this.request }) : error;
    }
    return schema === null ? (value as T) : validated(schema, value, this);
  }

  /** The encoding that was set, or that the header names. */
  #jsonCharset(): string | null {
    return this.#encoding === undefined ? this.#textEncoding().charset : this.#encoding;
  }

  /** Describes the response in messages: status, beginning of the body unless that is `null`, type and URL. */
  #origin(text: string | null): string {
    const type = this.headers.get('content-type');
    const shown = type === null ? 'without a Content-Type' : `with Content-Type '${printable(type)}'`;
    const beginning = text === null ? '' : shownBeginning(text);
    const response = `${this.statusCode} response ${beginning === '' ? '' : `('${beginning}') `}${shown}`;
    return `${text === '' ? 'an empty' : 'a'} ${response} for url: ${this.#shownUrl()}`;
  }

  /** The links of the Link header (RFC 8288), by `rel`, or by URL if they have none. */
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

  /** Returns this response. @throws HTTPError for a 4xx or 5xx status, with Requests' message */
  raiseForStatus(): this {
    const { statusCode } = this;
    if (statusCode < 400 || statusCode >= 600) return this;
    const kind = statusCode < 500 ? 'Client' : 'Server';
    const reason = printable(this.reason, LONGEST_REASON);
    throw new HTTPError(`${statusCode} ${kind} Error: ${reason} for url: ${this.#shownUrl()}`, { response: this });
  }

  /** The URL in messages. */
  #shownUrl(): string {
    const url = redactUrl(this.url);
    // The URL of a redirect was chosen by a server: it may hold control characters.
    return this.history.length > 0 ? printable(url) : url;
  }

  /** The body before content decoding, for a response with `stream: true`. */
  get raw(): RawBody {
    return new RawBody(this.#body.raw);
  }

  /**
   * The decoded body in chunks of `chunkSize` bytes, or as they arrive; as text with `decodeUnicode`. The rest can be read
   * after leaving the loop; `close()` drops it.
   * @throws StreamConsumedError if a streamed body was already iterated to its end
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
   * The body line by line, without line ends; as text with `decodeUnicode`. If `encoding` is `null`, the text is decoded as a
   * byte order mark says, else as UTF-8.
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

  /**
   * The events of a `text/event-stream`, each as soon as it is complete; always in UTF-8 (HTML Standard §9.2). The request
   * needs `stream: true`, or the whole body is awaited first. Leaving the loop closes the response.
   * @throws ContentTooLarge for an event over `maxEventSize`; TypeError at once for an invalid option
   */
  iterEvents(options?: IterEventsOptions): AsyncIterableIterator<ServerSentEvent> {
    const parser = new EventParser(maxEventSizeOf(options));
    return this.#closing(iterateEvents(this.iterContent(), parser));
  }

  /**
   * The values of a body of many JSON texts, each as soon as it is complete: one a line (NDJSON, JSON Lines), or a JSON text
   * sequence (RFC 7464). With a Standard Schema, which may be asynchronous, each is validated. The encoding is what you set
   * `encoding` to, else the header's `charset`, else UTF-8. The request needs `stream: true`, or the whole body is awaited
   * first. Leaving the loop closes the response.
   * @throws JSONDecodeError for a text that is not JSON; InvalidJSONError, with `issues`, for one that does not match the
   * schema; ContentTooLarge for one over `maxItemSize`; TypeError at once for an invalid option
   */
  // biome-ignore lint/suspicious/noExplicitAny: as with `json`, the caller says what the JSON holds.
  iterJson<T = any>(schema?: StandardSchema<T>): AsyncIterableIterator<T>;
  // biome-ignore lint/suspicious/noExplicitAny: the same
  iterJson<T = any>(options: IterJsonOptions<T>): AsyncIterableIterator<T>;
  iterJson<T>(given?: StandardSchema<T> | IterJsonOptions<T>): AsyncIterableIterator<T> {
    const { schema, parse, maxItemSize: limit } = iterJsonOptions(given);
    const isSequence = /json-seq/i.test(this.headers.get('content-type') ?? '');
    const values = iterateJson(this.#utf8Chunks(), {
      isSequence,
      limit,
      parse: parse ?? this.#parseJson,
      check: schema === null ? null : itemValidator(schema, this),
      origin: () => this.#origin(null),
    });
    return this.#closing(values) as AsyncIterableIterator<T>;
  }

  /** The body as `iterJson` reads it: in UTF-8. */
  #utf8Chunks(): AsyncIterable<Uint8Array> {
    const charset = this.#jsonCharset();
    return !charset || /^utf-?8$/i.test(charset) ? this.iterContent() : this.#transcoded(charset);
  }

  async *#transcoded(encoding: string): AsyncGenerator<Uint8Array> {
    const iteration = { encoding, onEnd: () => this.#body.consumed() };
    const texts = iterateResponse(this.#body.iterable(), { decodeUnicode: true }, iteration);
    for await (const text of texts) yield utf8(text as string);
  }

  /** Closes the response when the items end, fail, or are left early, and names the response in their errors. */
  async *#closing<T>(items: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    try {
      yield* items;
    } catch (error) {
      throw attachRequest(error, this.request, this);
    } finally {
      await this.close();
    }
  }

  /** `for await (const chunk of response)`: as `iterContent()`. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Content> {
    return this.iterContent();
  }

  /** Reads the rest of a streamed body, after which `content`, `text` and `json()` work. */
  read(): Promise<Content> {
    return this.#body.read();
  }

  /** Reads and decodes the body; an error is kept for `throwFailure`. @internal */
  load(): void | Promise<void> {
    return this.#body.load();
  }

  /** Stops decoding when the signal fires; calls `onEnd` once nothing is left to decode. @internal */
  endWith(signal: AbortSignal | null, onEnd: (() => void) | null): void {
    this.#body.endWith(signal, onEnd);
  }

  /** Reads a short body; a coded one is decoded when it is asked for. @internal */
  collect(): void | Promise<void> {
    return this.#body.collect();
  }

  /** Closes what `collect` left unread. Returns whether it left anything. @internal */
  abandon(): boolean {
    return this.#body.abandon();
  }

  /** True when the whole body was read. @internal */
  get collected(): boolean {
    return this.#body.settled;
  }

  /** Throws the error that reading the body ended in, if any. @internal */
  throwFailure(): void {
    this.#body.throwFailure();
  }

  /** Throws if it was closed before the end of its body. @internal */
  throwIfClosed(): void {
    this.#body.throwIfClosed();
  }

  /**
   * Streams the decoded body to a file, given by its path, a `file:` URL or the bytes of its path. The file appears, or is
   * replaced, once the download is complete; a failed download leaves it as it was. An existing file keeps its mode and
   * owner; symbolic links, FIFOs and devices are written through.
   * @returns the number of bytes written
   * @throws Node's error, with the file's `path`, if it cannot be written; TypeError if `path` is not a path
   */
  save(path: string | URL | Uint8Array, options?: SaveOptions): Promise<number> {
    return saveResponse(this, path, options);
  }

  /** Releases the connection, or closes it if the body was not read to its end. Idempotent. */
  async close(): Promise<void> {
    await this.#body.close();
  }

  /** `await using`: as `close()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** For logs: the response head, with `***` in place of credentials in the URL, its query and the headers. */
  toJSON(): Record<string, unknown> {
    const { statusCode, reason, url, httpVersion, elapsed } = this;
    // Headers that the session calls sensitive are hidden in the response too.
    const headers = redactHeaders(this.headers, this.request?.headers.sensitive);
    return { statusCode, reason, url: redactUrl(url), httpVersion, headers, elapsed };
  }
}

function bodyOf(body: string | Uint8Array | AsyncIterable<Uint8Array>): Uint8Array | AsyncIterable<Uint8Array> {
  if (typeof body === 'string') return utf8(body);
  return isBytes(body) ? toUint8Array(body) : body;
}

inspectAs(Response, (response) => `<Response [${response.statusCode}]>`);
