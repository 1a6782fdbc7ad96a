import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import {
  type HeaderMap,
  RequestException,
  type TransportRequest,
  type TransportResponse,
  UnrewindableBodyError,
  UnsupportedByTransport,
} from '@req/core';
import {
  ClientExchange,
  isKeepAlive,
  type NodeAgents,
  parsableUrl,
  rewriteRequestHead,
  toUpload,
} from '@req/node-connect';
import {
  type AxiosAdapter,
  AxiosHeaders,
  type AxiosInstance,
  type AxiosRequestConfig,
  type AxiosResponse,
  type RawAxiosRequestHeaders,
} from 'axios';
import { concealAll, hostOf, toException } from './axios-error.ts';
import { hasAgents } from './capabilities.ts';
import { addDefaultHeaders } from './default-headers.ts';
import { fromAxiosResponse, isStream, letGo } from './from-axios-response.ts';
import { InstanceAttempt } from './instance-attempt.ts';
import { baseConfig, OUR_HTTP_AGENT, OUR_HTTPS_AGENT } from './instance-config.ts';
import { applyChanges, toAxiosHeaders } from './intercepted-headers.ts';
import { letGoOfUpload } from './upload.ts';

/** What axios asks its transport to send, once its interceptors are through. */
interface AxiosHttpOptions extends http.RequestOptions {
  readonly headers: Record<string, string | string[]>;
  readonly hostname?: string;
  readonly method: string;
  readonly path: string;
  readonly protocol: string;
}

type OnResponse = (response: http.IncomingMessage) => void;

const UNPARSABLE = "an axios instance parses URLs by WHATWG's rules, which refuse this host";

const CREDENTIALS = ['Authorization', 'Cookie', 'Proxy-Authorization'];

const NO_TIMEOUT = Object.freeze({ connect: null, read: null });

/**
 * One exchange over an instance that was handed in: its interceptors, adapter and agents have their say, and may send
 * several requests, or none. The clocks of the exchange are each request's; the caller's signal ends it all.
 */
export class InstanceExchange extends ClientExchange {
  readonly #wanted: TransportRequest;
  readonly #instance: AxiosInstance;
  readonly #agents: NodeAgents;
  readonly #attempts: InstanceAttempt[] = [];
  /** Thrown by the adapter, and not by an interceptor. */
  readonly #adapterErrors = new WeakSet<object>();
  /** Core's header lines, with the instance's default headers. */
  readonly #lines: HeaderMap;
  /** The same as axios gets them. */
  readonly #before: AxiosHeaders;
  readonly #upload: Buffer | Readable | null;
  /** What an interceptor put in the body's place. */
  #replacement: { readonly data: unknown } | null = null;
  #uploadTaken = false;
  #readByAxios = false;

  constructor(request: TransportRequest, instance: AxiosInstance, agents: NodeAgents) {
    super({ ...request, timeout: NO_TIMEOUT });
    // Interceptors see the URL, and axios parses it: no other can stand for it.
    if (parsableUrl(request.url) !== request.url)
      throw new UnsupportedByTransport('axios', 'raw-target', { reason: UNPARSABLE });
    this.#wanted = request;
    this.#instance = instance;
    this.#agents = agents;
    this.#lines = request.headers.copy();
    addDefaultHeaders(this.#lines, instance, request.method);
    this.#withhold(this.#lines);
    this.#before = toAxiosHeaders(this.#lines, instance, request.method);
    this.#upload = toUpload(this);
  }

  async send(): Promise<TransportResponse> {
    let response: unknown;
    try {
      response = await this.race(this.#instance.request(this.#config()));
    } catch (error) {
      response = this.failure === null ? this.#refused(error) : null;
      if (response === null) throw error;
    }
    if (!isAxiosResponse(response)) throw new NoAxiosResponse(describe(response));
    const used = this.#attemptOf(response);
    for (const attempt of this.#attempts) if (attempt !== used) letGo(attempt);
    return fromAxiosResponse(response, used ?? this, this.#instance);
  }

  /** The response that validateStatus refused, or an interceptor; `null` for any other error. */
  #refused(error: unknown): AxiosResponse | null {
    const { isAxiosError, response } = (error ?? {}) as { isAxiosError?: unknown; response?: unknown };
    if (isAxiosError !== true || !isAxiosResponse(response)) return null;
    // axios was to read the body, and could not.
    const unread = response.data === undefined && this.#attemptOf(response) !== undefined;
    return unread ? null : response;
  }

  /** The request that brought a response, or what an interceptor made its own of. */
  #attemptOf({ data, request }: AxiosResponse): InstanceAttempt | undefined {
    return (
      this.#attempts.find(({ incoming }) => incoming !== null && incoming === data) ??
      this.#attempts.find(({ clientRequest }) => clientRequest !== null && clientRequest === request) ??
      (isStream(data) ? this.#attempts.at(-1) : undefined)
    );
  }

  override drop(): void {
    super.drop();
    for (const attempt of this.#attempts) attempt.drop();
  }

  /** What the caller gets for what came out of the instance. */
  toException(error: unknown): unknown {
    if (this.failure !== null) return this.failure;
    if (error instanceof RequestException || error instanceof NoAxiosResponse) return error;
    const { request, isAxiosError } = (error ?? {}) as { request?: unknown; isAxiosError?: unknown };
    const attempt = this.#attempts.find(({ clientRequest }) => clientRequest !== null && clientRequest === request);
    if (isAxiosError === true || this.#isAdapters(error)) return toException(error, attempt ?? this);
    const message = `${this.#wanted.method} to ${hostOf(this.#wanted.url)}: an interceptor of the axios instance failed.`;
    return new RequestException(message, error instanceof Error ? { cause: concealAll(error) } : {});
  }

  #isAdapters(error: unknown): boolean {
    if (typeof error !== 'object' || error === null) return false;
    return this.#adapterErrors.has(error) || (error as { code?: unknown }).code === 'ERR_INVALID_URL';
  }

  #config(): AxiosRequestConfig {
    const config = baseConfig(this.#instance);
    config.url = this.#wanted.url;
    config.method = this.#wanted.method;
    config.headers = this.#before.concat() as unknown as RawAxiosRequestHeaders;
    if (this.#upload !== null) config.data = this.#upload;
    const exchange = this;
    // axios calls it after the request interceptors.
    config.transformRequest = function transform(data: unknown, headers: AxiosHeaders): unknown {
      return exchange.#transform(this, data, headers);
    };
    config.transport = new AttemptTransport((options, onResponse) => this.#attempt(options, onResponse));
    const { adapter } = this.#instance.defaults;
    if (typeof adapter === 'function') config.adapter = this.#watched(adapter);
    // What other adapters do is not seen: the server owes bytes from the start.
    return config;
  }

  #transform(config: AxiosRequestConfig, data: unknown, headers: AxiosHeaders): unknown {
    this.#withhold(headers);
    this.#readByAxios = config.responseType !== 'stream';
    this.#replacement = null;
    if (data === (this.#upload ?? undefined)) return data;
    headers.delete(['Content-Length', 'Transfer-Encoding']);
    if (!this.#lines.has('content-type') && headers.get('Content-Type') === false) headers.delete('Content-Type');
    const transforms = [this.#instance.defaults.transformRequest ?? []].flat();
    const replacement = transforms.reduce((body: unknown, each) => each.call(config as never, body, headers), data);
    this.#replacement = { data: replacement };
    return replacement;
  }

  #watched(adapter: AxiosAdapter): AxiosAdapter {
    return async (config) => {
      const timing = new InstanceAttempt(this.#wanted);
      timing.intercepted();
      try {
        return await timing.race(adapter(config));
      } catch (error) {
        if (typeof error === 'object' && error !== null) this.#adapterErrors.add(error);
        throw error;
      } finally {
        timing.drop();
      }
    };
  }

  /** Makes the request that axios asks for: with core's target and head where interceptors left them alone. */
  #attempt(options: AxiosHttpOptions, onResponse: OnResponse): http.ClientRequest {
    try {
      return this.#open(options, onResponse);
    } catch (error) {
      if (typeof error === 'object' && error !== null) this.#adapterErrors.add(error);
      throw error;
    }
  }

  #open(options: AxiosHttpOptions, onResponse: OnResponse): http.ClientRequest {
    const upload = this.#replacement === null ? this.#upload : null;
    if (upload instanceof Readable) {
      if (this.#uploadTaken) {
        throw new UnrewindableBodyError(
          `${this.#wanted.method} ${hostOf(this.#wanted.url)} is not sent again by an interceptor: its body can be sent once only and was sent already.`,
        );
      }
      this.#uploadTaken = true;
    }
    const attempt = new InstanceAttempt(this.#requestFor(options), this.#readByAxios);
    this.#attempts.push(attempt);
    letGoOfUpload(upload, attempt);
    const { agent } = options;
    if ((agent !== OUR_HTTP_AGENT && agent !== OUR_HTTPS_AGENT) || !isDirect(options)) {
      return this.#openElsewhere(attempt, options, onResponse);
    }
    const clientRequest = this.#agents.request(attempt, { ownTimeout: true });
    clientRequest.once('response', onResponse);
    return clientRequest;
  }

  /** By agents of the instance's own or of an interceptor's, or where axios' proxy or Unix socket leads. */
  #openElsewhere(attempt: InstanceAttempt, options: AxiosHttpOptions, onResponse: OnResponse): http.ClientRequest {
    if (!hasAgents(this.#instance)) refuseToDivert(this.#wanted);
    // Whether a connection is kept is for its agent to say; core's line comes back with the exact head.
    for (const [name, value] of Object.entries(options.headers)) {
      if (isKeepAlive(name, String(value))) delete options.headers[name];
    }
    const clientRequest = (options.protocol === 'https:' ? https : http).request(options, onResponse);
    const { agent } = options;
    const replaced = isObject(agent) && (clientRequest as { agent?: unknown }).agent !== agent;
    if (replaced) attempt.intercepted();
    attempt.observe(clientRequest);
    if (replaced) rewriteRequestHead(attempt, 'agent');
    else if (isDirect(options)) rewriteRequestHead(attempt, 'core');
    return clientRequest;
  }

  #requestFor(options: AxiosHttpOptions): TransportRequest {
    const wanted = this.#wanted;
    const after = AxiosHeaders.from(options.headers as never);
    const headers = applyChanges(this.#lines, this.#before, after);
    if (options.auth) headers.set('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`);
    this.#withhold(headers);
    const url = urlOf(options);
    return {
      ...wanted,
      method: options.method === wanted.method.toUpperCase() ? wanted.method : options.method,
      url: url === urlOf(toOptions(wanted.url)) ? wanted.url : url,
      headers,
      body: this.#replacement === null ? wanted.body : reframed(headers, after, this.#replacement.data),
    };
  }

  /** Takes off credentials that the instance added to a request that a redirect sends to another origin. */
  #withhold(headers: HeaderMap | AxiosHeaders): void {
    const { withheldHeaders } = this.#wanted;
    if (withheldHeaders === null || withheldHeaders === undefined) return;
    for (const name of [...CREDENTIALS, ...withheldHeaders]) {
      if (!this.#wanted.headers.has(name)) headers.delete(name);
    }
  }
}

/** In the place of Node's http module; a class, because axios copies plain objects. */
class AttemptTransport {
  readonly request: (options: AxiosHttpOptions, onResponse: OnResponse) => http.ClientRequest;

  constructor(request: AttemptTransport['request']) {
    this.request = request;
  }
}

/** What an interceptor handed back cannot be taken for a response. */
class NoAxiosResponse extends TypeError {
  override readonly name = 'TypeError';

  constructor(what: string) {
    super(
      `A response interceptor of the axios instance returned ${what} in place of the axios response. ` +
        'Interceptors must return the response they were given, or one like it: { status, headers, data, … }.',
    );
  }
}

function isAxiosResponse(value: unknown): value is AxiosResponse {
  if (typeof value !== 'object' || value === null) return false;
  const { status, headers, config } = value as Record<string, unknown>;
  return Number.isInteger(status) && 'data' in value && (isObject(headers) || isObject(config));
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  return value instanceof Readable ? 'the body (a stream)' : 'an object that is none';
}

/** Straight to the host of the URL, by its path: no proxy of axios', and no Unix socket. */
function isDirect({ path, socketPath }: AxiosHttpOptions): boolean {
  return path.startsWith('/') && (socketPath ?? null) === null;
}

/**
 * What only connections of our own can keep, and was promised for this instance, is not given up in silence.
 * @throws UnsupportedByTransport
 */
function refuseToDivert({ url, guard, proxy, tls }: TransportRequest): void {
  const lost =
    (guard ?? null) !== null
      ? 'address-guard'
      : proxy !== null
        ? 'proxy'
        : !url.startsWith('https:') || (tls.verify && tls.ca === null && tls.cert === null)
          ? null
          : tls.cert === null
            ? 'tls'
            : 'client-cert';
  if (lost === null) return;
  throw new UnsupportedByTransport('axios', lost, { reason: 'an interceptor has chosen how to connect' });
}

type Place = Pick<AxiosHttpOptions, 'protocol' | 'hostname' | 'port' | 'path'>;

function urlOf({ protocol, hostname, port, path }: Place): string {
  const host = hostname?.includes(':') ? `[${hostname}]` : (hostname ?? '');
  return `${protocol}//${host}${port === '' || port === undefined || port === null ? '' : `:${port}`}${path}`;
}

/** As axios makes options of a URL. */
function toOptions(url: string): Place {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  return { protocol, hostname: hostname.replace(/^\[(.*)\]$/, '$1'), port, path: pathname + search };
}

/** Frames a body that an interceptor has put in; its length is axios' to say. */
function reframed(headers: HeaderMap, after: AxiosHeaders, data: unknown): TransportRequest['body'] {
  headers.delete('content-length');
  headers.delete('transfer-encoding');
  const length = after.get('Content-Length');
  if (length !== undefined && length !== null && length !== false) headers.set('Content-Length', String(length));
  else if (data instanceof Readable) headers.set('Transfer-Encoding', 'chunked');
  return null;
}
