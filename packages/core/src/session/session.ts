import { beforePreparing, beforeSending } from '#ahead';
import { hostGuard } from '#on-demand/guard/host-guard';
import { asFetch } from '#on-demand/session/as-fetch';
import type { Auth } from '../auth/auth.ts';
import { mayHoldStreams, releaseGiven } from '../body/single-use.ts';
import type { CookieJar } from '../cookies/cookie-jar.ts';
import type { CookieSource } from '../cookies/cookie-source.ts';
import { toJar } from '../cookies/to-jar.ts';
import { attachRequest } from '../errors/attach-request.ts';
import { HeaderMap } from '../headers/header-map.ts';
import { isEmptyOptions, ownOptions } from '../lang/own-properties.ts';
import { inspectAs } from '../platform/inspect.ts';
import type { Proxies } from '../proxies/select-proxy.ts';
import { type Hooks, type HooksInit, normaliseHooks } from '../request/hooks.ts';
import { notPrepared, prepare } from '../request/prepare.ts';
import { mergeHeaders } from '../request/prepare-headers.ts';
import type { Params } from '../request/prepare-url.ts';
import { PreparedRequest } from '../request/prepared-request.ts';
import { type Request, type RequestHeaders, requestWith } from '../request/request.ts';
import type { Response } from '../response/response.ts';
import { notSent, send } from '../send/send.ts';
import type { Cert, SendOptions, TimeoutInit, Verify } from '../send/settings.ts';
import type { Transport } from '../transport/transport.ts';
import type { AsFetchOptions } from './as-fetch.ts';
import { checkTransport } from './check-transport.ts';
import { defaultHeaders } from './default-headers.ts';
import { MergedSettings } from './merge-settings.ts';
import { Mounts } from './mounts.ts';
import {
  checkSessionOptions,
  type RequestOptions as Options,
  requestOptions,
  SENSITIVE_HEADERS,
  type SessionOptions,
  sendOptions,
  sendOptionsOf,
  sessionOptions,
} from './options.ts';
import { RedirectPolicy } from './redirect-policy.ts';
import { settingsFor } from './session-settings.ts';

/**
 * Settings, cookies and connections that requests share (Requests' `Session`).
 *
 * ```ts
 * await using session = new Session({ transport: new UndiciTransport() });
 * const r = await session.get('https://httpbin.org/get', { params: { key: 'value' } });
 * ```
 */
export class Session extends RedirectPolicy {
  params: Params;
  auth: Auth | null;
  proxies: Proxies;
  cert: Cert | null;
  /** Milliseconds; `null`: none. */
  timeout: TimeoutInit;
  stream: boolean;
  maxRedirects: number;
  trustEnv: boolean;
  baseUrl: string | null;
  /** Bytes; `null`: no limit. */
  maxBodySize: number | null;
  /** `null`: no limit. */
  maxDecompressionRatio: number | null;
  /** The only hosts to reach; `null`: any. */
  allowHosts: readonly string[] | null;
  denyPrivateNetworks: boolean;
  readonly #mounts = new Mounts();
  readonly #settings = new MergedSettings();
  #transport: Transport;
  #headers: HeaderMap;
  #sensitiveHeaders: readonly string[];
  #cookies: CookieJar;
  #hooks: Hooks;
  #verify: Verify | undefined;

  constructor(options: SessionOptions) {
    super();
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
    hostGuard(this.allowHosts, this.denyPrivateNetworks);
  }

  /** The transport for http and https; setting it mounts another one. */
  get transport(): Transport {
    return this.#transport;
  }

  set transport(transport: Transport) {
    this.#transport = checkTransport(transport);
    this.mount('https://', transport);
    this.mount('http://', transport);
  }

  /** Headers of every request. Setting them replaces the default ones too. */
  get headers(): HeaderMap {
    return this.#headers;
  }

  set headers(headers: RequestHeaders | null) {
    this.#headers = mergeHeaders(new HeaderMap(), headers);
    this.#headers.sensitive = this.#sensitiveHeaders;
  }

  /** Headers that a redirect to another origin does not get, and that logs do not show; `[]` for Requests' way. */
  get sensitiveHeaders(): readonly string[] {
    return this.#sensitiveHeaders;
  }

  set sensitiveHeaders(names: readonly string[]) {
    this.#sensitiveHeaders = names;
    this.#headers.sensitive = names;
  }

  get cookies(): CookieJar {
    return this.#cookies;
  }

  set cookies(cookies: CookieSource | null) {
    this.#cookies = toJar(cookies);
  }

  get hooks(): Hooks {
    return this.#hooks;
  }

  set hooks(hooks: HooksInit | null) {
    this.#hooks = normaliseHooks(hooks);
  }

  /** True unless set: then the environment's CA bundle counts too. Only `false` switches verification off. */
  get verify(): Verify {
    return this.#verify ?? true;
  }

  set verify(verify: Verify | null | undefined) {
    this.#verify = verify ?? undefined;
  }

  get(url: string | URL, options?: Options): Promise<Response> {
    return this.request('GET', url, options);
  }

  options(url: string | URL, options?: Options): Promise<Response> {
    return this.request('OPTIONS', url, options);
  }

  /** Does not follow redirects unless told to. */
  head(url: string | URL, options?: Options): Promise<Response> {
    try {
      const own = requestOptions(options);
      const allowRedirects = own.allowRedirects ?? false;
      return this.request('HEAD', url, Object.assign(Object.create(null), own, { allowRedirects }));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  post(url: string | URL, options?: Options): Promise<Response> {
    return this.request('POST', url, options);
  }

  put(url: string | URL, options?: Options): Promise<Response> {
    return this.request('PUT', url, options);
  }

  patch(url: string | URL, options?: Options): Promise<Response> {
    return this.request('PATCH', url, options);
  }

  delete(url: string | URL, options?: Options): Promise<Response> {
    return this.request('DELETE', url, options);
  }

  /** Prepares a request with the session's settings and sends it. */
  request(method: string, url: string | URL, options?: Options): Promise<Response> {
    // Not `async`: its promise around the one of `send` costs every request three turns of the queue.
    try {
      const own = requestOptions(options);
      const responding = this.#request(method, url, own);
      return mayHoldStreams(own.data, own.files) ? releasing(responding, own) : responding;
    } catch (error) {
      const { data, files } = ownOptions(options);
      releaseGiven(data, files);
      return Promise.reject(error);
    }
  }

  #request(method: string, url: string | URL, own: Options): Promise<Response> {
    let request: Request | null = null;
    try {
      request = requestWith(method, url, own);
      const overridden = this.prepareRequest !== Session.prototype.prepareRequest;
      const preparing = overridden ? this.prepareRequest(request) : this.#prepare(request);
      if (preparing instanceof PreparedRequest) return this.#sendWith(preparing, own);
      return Promise.resolve(preparing).then((prepared) => this.#sendWith(prepared, own));
    } catch (error) {
      return Promise.reject(attachRequest(error, request));
    }
  }

  /** A request with this session's headers, params, cookies, auth and hooks merged in. */
  async prepareRequest(request: Request): Promise<PreparedRequest> {
    return this.#prepare(request);
  }

  #prepare(request: Request): PreparedRequest | Promise<PreparedRequest> {
    try {
      const loading = beforePreparing?.(request, this);
      if (loading === undefined) return prepare(request, settingsFor(this, request));
      return loading.then(
        () => prepare(request, settingsFor(this, request)),
        (error: unknown) => Promise.reject(notPrepared(error, request, null)),
      );
    } catch (error) {
      throw notPrepared(error, request, null);
    }
  }

  /** Sends a prepared request as it is: nothing of the session is added but what its URL and redirects ask for. */
  send(prepared: PreparedRequest, options?: SendOptions): Promise<Response> {
    try {
      return this.#send(prepared, sendOptions(options));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** `send` may be overridden; it takes no options but its own. */
  #sendWith(prepared: PreparedRequest, own: Options): Promise<Response> {
    if (this.send === Session.prototype.send) return this.#send(prepared, own);
    return this.send(prepared, isEmptyOptions(own) ? undefined : sendOptionsOf(own));
  }

  #send(prepared: PreparedRequest, own: SendOptions): Promise<Response> {
    try {
      if (!(prepared instanceof PreparedRequest)) throw new TypeError('You can only send PreparedRequests.');
      const settings = this.#settings.with(own, this, this.#verify);
      const loading = beforeSending?.(prepared, settings, this);
      if (loading === undefined) return send(this, prepared, settings);
      return loading.then(
        () => send(this, prepared, settings),
        (error: unknown) => Promise.reject(notSent(error, prepared)),
      );
    } catch (error) {
      return Promise.reject(notSent(error, prepared));
    }
  }

  /** Sends URLs that start with `prefix` through another transport. */
  mount(prefix: string, transport: Transport): void {
    this.#mounts.mount(prefix, checkTransport(transport));
  }

  /** The transport of the longest mounted prefix. @throws InvalidSchema when there is none */
  getTransport(url: string): Transport {
    return this.#mounts.get(url);
  }

  /** A function like the platform's `fetch`, over this session: for SDKs that take one. */
  asFetch(options?: AsFetchOptions): typeof globalThis.fetch {
    return asFetch(this, options);
  }

  /** Closes the transports: idle connections are released. */
  async close(): Promise<void> {
    await this.closeExcept(null);
  }

  /** Closes all transports but one that belongs to somebody else. */
  protected async closeExcept(kept: Transport | null): Promise<void> {
    const own = [...this.#mounts.transports].filter((transport) => transport !== kept);
    await Promise.all(own.map((transport) => transport.close()));
  }

  /** For logs: no settings, for any may be secret. */
  toJSON(): { transport: string } {
    return { transport: this.#transport.name };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Whatever a request fails with, and before whichever step, the streams that it was given are released. */
async function releasing(responding: Promise<Response>, { data, files }: Options): Promise<Response> {
  try {
    return await responding;
  } catch (error) {
    releaseGiven(data, files);
    throw error;
  }
}

inspectAs(Session, (session) => `<Session [${session.transport.name}]>`);
