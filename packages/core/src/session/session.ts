import { hostGuard } from '#host-guard';
import { inspectAs } from '#inspect';
import type { Auth } from '../auth/auth.ts';
import { destroyGivenStreams } from '../body/single-use.ts';
import type { CookieJar } from '../cookies/cookie-jar.ts';
import type { CookieSource } from '../cookies/cookie-source.ts';
import { toJar } from '../cookies/merge-cookies.ts';
import { attachRequest } from '../errors/attach-request.ts';
import { HeaderMap, mergeHeaders, type RequestHeaders } from '../headers/header-map.ts';
import { isEmptyOptions, ownOptions } from '../lang/own-properties.ts';
import type { Proxies } from '../proxies/select-proxy.ts';
import { afterErrorHooks, type Hooks, type HooksInit, mergeHooks, NO_HOOKS, normaliseHooks } from '../request/hooks.ts';
import { preparationError, prepare } from '../request/prepare.ts';
import type { Params } from '../request/prepare-url.ts';
import { PreparedRequest } from '../request/prepared-request.ts';
import { type Request, requestWith } from '../request/request.ts';
import type { Cert, Verify } from '../request/tls-options.ts';
import type { DefaultEncoding } from '../response/default-encoding.ts';
import type { ParseJson } from '../response/parse-json.ts';
import type { Response } from '../response/response.ts';
import { getRedirectTarget, rebuildAuth, rebuildProxies, redirectMethod } from '../send/redirect-rules.ts';
import { notSent, send } from '../send/send.ts';
import type { SendContext } from '../send/send-context.ts';
import type { SendOptions, TimeoutInit } from '../send/settings.ts';
import type { Transport } from '../transport/transport.ts';
import { mustStripAuth } from '../url/same-origin.ts';
import { type AsFetchOptions, asFetch } from './as-fetch.ts';
import { MergedSettings } from './merge-settings.ts';
import { Mounts } from './mounts.ts';
import {
  checkSessionOptions,
  checkTransport,
  defaultHeaders,
  type RequestOptions as Options,
  requestOptions,
  SENSITIVE_HEADERS,
  type SessionOptions,
  sendOptions,
  sendOptionsOf,
  sessionOptions,
} from './options.ts';
import { type PaginateOptions, paginate } from './paginate.ts';
import { settingsFor } from './session-settings.ts';

/**
 * Shares settings, cookies and connections between requests (Requests' `Session`).
 *
 * ```ts
 * await using session = new Session({ transport: new UndiciTransport() });
 * const r = await session.get('https://httpbin.org/get', { params: { key: 'value' } });
 * ```
 */
export class Session implements SendContext {
  // The options of the same names: see `SessionOptions`.
  /** Query parameters of every request; those of the request are added. */
  params: Params;
  /** Authentication of every request without its own; `null`: netrc's, if `trustEnv`. */
  auth: Auth | null;
  /** Proxy URLs by scheme or `scheme://host`; they override those of the environment. */
  proxies: Proxies;
  /** The client certificate; `null`: none. */
  cert: Cert | null;
  /** Milliseconds; `null`: none. */
  timeout: TimeoutInit;
  /** Whether bodies are left to be read by the caller. */
  stream: boolean;
  /** How many redirects are followed before `TooManyRedirects`. */
  maxRedirects: number;
  /** Whether proxies, netrc and CA bundle of the environment are used. */
  trustEnv: boolean;
  /** The URL that every relative URL is appended to. */
  baseUrl: string | null;
  /** Bytes; `null`: no limit. */
  maxBodySize: number | null;
  /** `null`: no limit. */
  maxDecompressionRatio: number | null;
  /** The only hosts that may be requested; `null`: any. */
  allowHosts: readonly string[] | null;
  /** Only connect to addresses of the public Internet. */
  denyPrivateNetworks: boolean;
  /** The encoding of `text/*` without a charset; `null`: ISO-8859-1. */
  defaultEncoding: DefaultEncoding | null;
  /** Parses the text of `response.json()`; `null`: `JSON.parse`. */
  parseJson: ParseJson | null;
  readonly #mounts = new Mounts();
  readonly #settings = new MergedSettings();
  #transport: Transport;
  #headers: HeaderMap;
  #sensitiveHeaders: readonly string[];
  #cookies: CookieJar;
  #hooks: Hooks;
  #verify: Verify | undefined;

  constructor(options: SessionOptions) {
    const own = sessionOptions(options);
    this.#transport = checkTransport(own.transport);
    checkSessionOptions(own);
    this.#mounts.mount('https://', this.#transport);
    this.#mounts.mount('http://', this.#transport);
    this.#headers = mergeHeaders(defaultHeaders(), own.headers);
    this.#cookies = toJar(own.cookies);
    this.#hooks = normaliseHooks(own.hooks);
    this.#verify = own.verify ?? undefined;
    this.params = own.params;
    this.auth = own.auth ?? null;
    this.proxies = own.proxies ?? {};
    this.cert = own.cert ?? null;
    this.timeout = own.timeout ?? null;
    this.stream = own.stream ?? false;
    this.maxRedirects = own.maxRedirects ?? 30;
    this.trustEnv = own.trustEnv ?? true;
    this.baseUrl = own.baseUrl?.toString() ?? null;
    this.#sensitiveHeaders = own.sensitiveHeaders ?? SENSITIVE_HEADERS;
    this.#headers.sensitive = this.#sensitiveHeaders;
    this.maxBodySize = own.maxBodySize ?? null;
    this.maxDecompressionRatio = own.maxDecompressionRatio === undefined ? 1000 : own.maxDecompressionRatio;
    this.allowHosts = own.allowHosts ?? null;
    this.denyPrivateNetworks = own.denyPrivateNetworks ?? false;
    this.defaultEncoding = own.defaultEncoding ?? null;
    this.parseJson = own.parseJson ?? null;
    hostGuard(this.allowHosts, this.denyPrivateNetworks);
  }

  /** The transport for http and https. Setting it mounts another one. */
  get transport(): Transport {
    return this.#transport;
  }

  set transport(transport: Transport) {
    this.#transport = checkTransport(transport);
    this.mount('https://', transport);
    this.mount('http://', transport);
  }

  /** Headers of every request. Setting the property replaces the default headers too. */
  get headers(): HeaderMap {
    return this.#headers;
  }

  set headers(headers: RequestHeaders | null) {
    this.#headers = mergeHeaders(new HeaderMap(), headers);
    this.#headers.sensitive = this.#sensitiveHeaders;
  }

  /** Headers that are dropped by a redirect to another origin and hidden in logs; with `[]` none are, as in Requests. */
  get sensitiveHeaders(): readonly string[] {
    return this.#sensitiveHeaders;
  }

  set sensitiveHeaders(names: readonly string[]) {
    this.#sensitiveHeaders = names;
    this.#headers.sensitive = names;
  }

  /** Cookies of the session: those of responses are kept in it. Setting the property replaces the jar. */
  get cookies(): CookieJar {
    return this.#cookies;
  }

  set cookies(cookies: CookieSource | null) {
    this.#cookies = toJar(cookies);
  }

  /** Functions for the events `request`, `response` and `error`, for requests without hooks of their own for the event. */
  get hooks(): Hooks {
    return this.#hooks;
  }

  set hooks(hooks: HooksInit | null) {
    this.#hooks = normaliseHooks(hooks);
  }

  /** `true` by default, and then the CA bundle of the environment counts too. Only `false` switches verification off. */
  get verify(): Verify {
    return this.#verify ?? true;
  }

  set verify(verify: Verify | null | undefined) {
    this.#verify = verify ?? undefined;
  }

  /**
   * Sends a GET request: `await session.get(url, { params, headers, timeout: 5000 })`; times are in milliseconds.
   * Resolves to the last response after redirects, with its body read unless `stream` is set. A 4xx or 5xx is a response, not
   * an error, until you call `raiseForStatus()`.
   * @throws TypeError for an invalid option, a subclass of RequestException when the request fails
   */
  get(url: string | URL, options?: Options): Promise<Response> {
    return this.request('GET', url, options);
  }

  /**
   * Sends an OPTIONS request.
   * Resolves to the last response after redirects, with its body read unless `stream` is set. A 4xx or 5xx is a response, not
   * an error, until you call `raiseForStatus()`.
   * @throws TypeError for an invalid option, a subclass of RequestException when the request fails
   */
  options(url: string | URL, options?: Options): Promise<Response> {
    return this.request('OPTIONS', url, options);
  }

  /**
   * Sends a HEAD request. Redirects are followed only with `allowRedirects: true`.
   * Resolves to the last response after redirects, with its body read unless `stream` is set. A 4xx or 5xx is a response, not
   * an error, until you call `raiseForStatus()`.
   * @throws TypeError for an invalid option, a subclass of RequestException when the request fails
   */
  async head(url: string | URL, options?: Options): Promise<Response> {
    const own = requestOptions(options);
    const allowRedirects = own.allowRedirects ?? false;
    return this.request('HEAD', url, Object.assign(Object.create(null), own, { allowRedirects }));
  }

  // biome-ignore-start lint/complexity/noArguments: a rest parameter would show in the types
  /**
   * Sends a POST request. Its body is `json`, `data` (a form, text, bytes or a stream) or `files` (multipart).
   * Resolves to the last response after redirects, with its body read unless `stream` is set. A 4xx or 5xx is a response, not
   * an error, until you call `raiseForStatus()`.
   * @throws TypeError for an invalid option, a subclass of RequestException when the request fails
   */
  post(url: string | URL, options?: Options): Promise<Response> {
    if (arguments.length > 2) return Promise.reject(threeArguments('post'));
    return this.request('POST', url, options);
  }

  /**
   * Sends a PUT request. Its body is `json`, `data` (a form, text, bytes or a stream) or `files` (multipart).
   * Resolves to the last response after redirects, with its body read unless `stream` is set. A 4xx or 5xx is a response, not
   * an error, until you call `raiseForStatus()`.
   * @throws TypeError for an invalid option, a subclass of RequestException when the request fails
   */
  put(url: string | URL, options?: Options): Promise<Response> {
    if (arguments.length > 2) return Promise.reject(threeArguments('put'));
    return this.request('PUT', url, options);
  }

  /**
   * Sends a PATCH request. Its body is `json`, `data` (a form, text, bytes or a stream) or `files` (multipart).
   * Resolves to the last response after redirects, with its body read unless `stream` is set. A 4xx or 5xx is a response, not
   * an error, until you call `raiseForStatus()`.
   * @throws TypeError for an invalid option, a subclass of RequestException when the request fails
   */
  patch(url: string | URL, options?: Options): Promise<Response> {
    if (arguments.length > 2) return Promise.reject(threeArguments('patch'));
    return this.request('PATCH', url, options);
  }
  // biome-ignore-end lint/complexity/noArguments: as above

  /**
   * Sends a DELETE request.
   * Resolves to the last response after redirects, with its body read unless `stream` is set. A 4xx or 5xx is a response, not
   * an error, until you call `raiseForStatus()`.
   * @throws TypeError for an invalid option, a subclass of RequestException when the request fails
   */
  delete(url: string | URL, options?: Options): Promise<Response> {
    return this.request('DELETE', url, options);
  }

  /**
   * Prepares a request with the session's settings, sends it and follows its redirects. Resolves to the last response, whose
   * body has been read unless `stream` is set. A 4xx or 5xx is a response, not an error.
   * @throws TypeError for an invalid option, a subclass of RequestException when the request fails
   */
  async request(method: string, url: string | URL, options?: Options): Promise<Response> {
    let request: Request | null = null;
    let hooks: Hooks | null = null;
    try {
      const own = requestOptions(options);
      request = requestWith(method, url, own);
      const overridden = this.prepareRequest !== Session.prototype.prepareRequest;
      const preparing = overridden ? this.prepareRequest(request) : this.#prepare(request);
      // `await` takes a turn of the microtask queue even for a value that is there.
      const prepared = preparing instanceof PreparedRequest ? preparing : await preparing;
      hooks = prepared.hooks;
      return await this.#sendWith(prepared, own);
    } catch (error) {
      // Wherever it failed: the streams that were given as the body are released.
      const { data, files } = ownOptions(options);
      destroyGivenStreams(data, files);
      hooks ??= mergeHooks(request?.hooks ?? NO_HOOKS, this.#hooks);
      throw await afterErrorHooks(attachRequest(error, request), hooks.error);
    }
  }

  /**
   * The items of a resource that a server hands out page by page, as they are asked for:
   *
   * ```ts
   * for await (const issue of session.paginate('https://api.github.com/repos/nodejs/node/issues')) …
   * session.paginate(url, { items: '$.data', next: byCursor('$.meta.next_cursor') });
   * ```
   *
   * Every page is a request of its own with the same options. A page of another origin is requested as a redirect to it
   * would be followed: without credentials.
   * @throws TypeError at once for an invalid option; the errors of `request()`; HTTPError for a page with status 4xx or 5xx;
   * InvalidJSONError for a page without items; RequestException for a page that was requested before, or beyond `maxRequests`
   */
  // biome-ignore lint/suspicious/noExplicitAny: as with `json`, the caller says what the items are.
  paginate<T = any>(url: string | URL, options?: PaginateOptions<T>): AsyncIterableIterator<T> {
    return paginate(this, url, options);
  }

  /** Prepares a request, with this session's headers, params, cookies, auth and hooks merged in. */
  async prepareRequest(request: Request): Promise<PreparedRequest> {
    return this.#prepare(request);
  }

  #prepare(request: Request): PreparedRequest | Promise<PreparedRequest> {
    try {
      return prepare(request, settingsFor(this, request));
    } catch (error) {
      throw preparationError(error, request, null);
    }
  }

  /** Sends a prepared request as it is. Of the session, only the settings for sending apply: transport, proxies, TLS, timeouts … */
  async send(prepared: PreparedRequest, options?: SendOptions): Promise<Response> {
    try {
      return await this.#send(prepared, sendOptions(options));
    } catch (error) {
      throw await afterErrorHooks(error, prepared instanceof PreparedRequest ? prepared.hooks.error : NO_HOOKS.error);
    }
  }

  /** `send` may be overridden. It gets its own options only, not those of `request`. */
  #sendWith(prepared: PreparedRequest, own: Options): Promise<Response> {
    if (this.send === Session.prototype.send) return this.#send(prepared, own);
    // `request` calls the error hooks, so an overridden `send` must not.
    if (prepared.hooks.error.length > 0) prepared.setHooks({ ...prepared.hooks, error: NO_HOOKS.error });
    return this.send(prepared, isEmptyOptions(own) ? undefined : sendOptionsOf(own));
  }

  #send(prepared: PreparedRequest, own: SendOptions): Promise<Response> {
    try {
      if (!(prepared instanceof PreparedRequest)) throw new TypeError('You can only send PreparedRequests.');
      return send(this, prepared, this.#settings.with(own, this, this.#verify));
    } catch (error) {
      throw notSent(error, prepared);
    }
  }

  /** Where a response redirects to, or `null`. May be overridden, as may the next four (Requests' `SessionRedirectMixin`). */
  getRedirectTarget(response: Response): string | null {
    return getRedirectTarget(response);
  }

  /** Whether credentials for the old URL must not be sent to the new one. */
  shouldStripAuth(oldUrl: string, newUrl: string): boolean {
    return mustStripAuth(oldUrl, newUrl);
  }

  /** Sets the method of the request that follows a redirect. */
  rebuildMethod(prepared: PreparedRequest, response: Response): void {
    prepared.method = redirectMethod(prepared.method, response.statusCode);
  }

  /** Drops credentials when a redirect leaves the origin, and adds those that netrc has for the new host. */
  rebuildAuth(prepared: PreparedRequest, response: Response): void {
    rebuildAuth(this, prepared, response);
  }

  /** The proxies that apply to the URL of a redirect. `proxies`: the request's own. */
  rebuildProxies(prepared: PreparedRequest, proxies: Proxies | null): Proxies {
    return rebuildProxies(this, prepared, proxies);
  }

  /** Sends URLs that start with `prefix` through another transport. */
  mount(prefix: string, transport: Transport): void {
    this.#mounts.mount(prefix, checkTransport(transport));
  }

  /** The transport with the longest mounted prefix of the URL. @throws InvalidSchema when there is none */
  getTransport(url: string): Transport {
    return this.#mounts.get(url);
  }

  /** A function like the platform's `fetch` over this session, for SDKs that accept one. */
  asFetch(options?: AsFetchOptions): typeof globalThis.fetch {
    return asFetch(this, options);
  }

  /** Closes the transports, which releases idle connections. */
  async close(): Promise<void> {
    await this.closeExcept(null);
  }

  /** Closes all transports but one that belongs to someone else. */
  protected async closeExcept(kept: Transport | null): Promise<void> {
    const own = [...this.#mounts.transports].filter((transport) => transport !== kept);
    await Promise.all(own.map((transport) => transport.close()));
  }

  /** For logs. Settings are left out, as any of them may be secret. */
  toJSON(): { transport: string } {
    return { transport: this.#transport.name };
  }

  /** `await using`: as `close()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

inspectAs(Session, (session) => `<Session [${session.transport.name}]>`);

/** As of axios: `post(url, null, { headers })` would send no headers, silently. */
function threeArguments(verb: string): TypeError {
  return new TypeError(
    `${verb}() takes a URL and options: a body is one of them, ${verb}(url, { json: …, headers: … })`,
  );
}
