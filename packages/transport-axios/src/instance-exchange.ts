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
import { hostOf } from '@req/core/transport';
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
import { concealAll, toException } from './axios-error.ts';
import { hasAgents } from './capabilities.ts';
import { addDefaultHeaders } from './default-headers.ts';
import { discard, fromAxiosResponse, isStream } from './from-axios-response.ts';
import { InstanceAttempt } from './instance-attempt.ts';
import { baseConfig, OUR_HTTP_AGENT, OUR_HTTPS_AGENT } from './instance-config.ts';
import { applyChanges, toAxiosHeaders } from './intercepted-headers.ts';

/** What axios asks its `transport` to send, after the request interceptors. */
interface AxiosHttpOptions extends http.RequestOptions {
  readonly headers: Record<string, string | string[]>;
  readonly hostname?: string;
  readonly method: string;
  readonly path: string;
  readonly protocol: string;
}

type OnResponse = (response: http.IncomingMessage) => void;

const UNPARSABLE = 'an axios instance parses URLs by the WHATWG rules, which refuse this host';

const CREDENTIALS = ['Authorization', 'Cookie', 'Proxy-Authorization'];

const NO_TIMEOUT = Object.freeze({ connect: null, read: null });

/**
 * One exchange over the user's instance, whose interceptors, adapter and agents may send several requests, or none. Each
 * request has its own timers; the caller's signal ends them all.
 */
export class InstanceExchange extends ClientExchange {
  readonly #prepared: TransportRequest;
  readonly #instance: AxiosInstance;
  readonly #agents: NodeAgents;
  readonly #attempts: InstanceAttempt[] = [];
  /** Errors that the adapter threw, not an interceptor. */
  readonly #adapterErrors = new WeakSet<object>();
  /** Core's header lines and the instance's default headers. */
  readonly #lines: HeaderMap;
  /** The same, as axios gets them. */
  readonly #before: AxiosHeaders;
  readonly #upload: Buffer | Readable | null;
  /** The body that an interceptor has put in place of core's. */
  #replacement: { readonly data: unknown } | null = null;
  #uploadTaken = false;
  #readByAxios = false;

  constructor(request: TransportRequest, instance: AxiosInstance, agents: NodeAgents) {
    super({ ...request, timeout: NO_TIMEOUT });
    // Interceptors see the URL, and axios parses it: a placeholder is not possible.
    if (parsableUrl(request.url) !== request.url)
      throw new UnsupportedByTransport('axios', 'raw-target', { reason: UNPARSABLE });
    this.#prepared = request;
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
    for (const attempt of this.#attempts) if (attempt !== used) discard(attempt);
    // It watches the caller's signal itself, until its body has been read.
    if (used !== undefined) this.timer?.stop();
    return fromAxiosResponse(response, used ?? this, this.#instance);
  }

  /** The response of an error with one, which `validateStatus` or an interceptor rejected; `null` for any other error. */
  #refused(error: unknown): AxiosResponse | null {
    const { isAxiosError, response } = (error ?? {}) as { isAxiosError?: unknown; response?: unknown };
    if (isAxiosError !== true || !isAxiosResponse(response)) return null;
    // axios failed to read the body.
    const unread = response.data === undefined && this.#attemptOf(response) !== undefined;
    return unread ? null : response;
  }

  /** The attempt whose response this is, possibly changed by an interceptor. */
  #attemptOf({ data, request }: AxiosResponse): InstanceAttempt | undefined {
    return (
      this.#attempts.find(({ incoming }) => incoming !== null && incoming === data) ??
      this.#attempts.find(({ clientRequest }) => clientRequest !== null && clientRequest === request) ??
      (isStream(data) ? this.#attempts.at(-1) : undefined)
    );
  }

  override drop(): void {
    super.drop();
    for (const attempt of this.#attempts) {
      // Whoever reads the body of an attempt is told why it ends.
      if (this.failure === null) attempt.drop();
      else attempt.fail(this.failure);
    }
  }

  /** The exception for an error that the instance rejected with. */
  toException(error: unknown): unknown {
    if (this.failure !== null) return this.failure;
    if (error instanceof RequestException || error instanceof NoAxiosResponse) return error;
    const { request, isAxiosError } = (error ?? {}) as { request?: unknown; isAxiosError?: unknown };
    const attempt = this.#attempts.find(({ clientRequest }) => clientRequest !== null && clientRequest === request);
    if (isAxiosError === true || this.#isAdapters(error)) return toException(error, attempt ?? this);
    const message = `${this.#prepared.method} to ${hostOf(this.#prepared.url)}: an interceptor of the axios instance failed.`;
    return new RequestException(message, error instanceof Error ? { cause: concealAll(error) } : {});
  }

  #isAdapters(error: unknown): boolean {
    if (typeof error !== 'object' || error === null) return false;
    return this.#adapterErrors.has(error) || (error as { code?: unknown }).code === 'ERR_INVALID_URL';
  }

  #config(): AxiosRequestConfig {
    const config = baseConfig(this.#instance);
    config.url = this.#prepared.url;
    config.method = this.#prepared.method;
    // A plain object: the AxiosHeaders of another copy of axios, as its CommonJS build is, would lose what is `false`.
    config.headers = Object.assign(Object.create(null), this.#before) as RawAxiosRequestHeaders;
    if (this.#upload !== null) config.data = this.#upload;
    const exchange = this;
    // Called after the request interceptors.
    config.transformRequest = function transform(data: unknown, headers: AxiosHeaders): unknown {
      return exchange.#transform(this, data, headers);
    };
    config.transport = new AttemptTransport((options, onResponse) => this.#attempt(options, onResponse));
    const { adapter } = this.#instance.defaults;
    if (typeof adapter === 'function') config.adapter = this.#watched(adapter);
    // Other adapters do not report their connection: the read timeout starts at once.
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
      const timing = new InstanceAttempt(this.#prepared);
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

  /** Makes the request that axios asks for, with core's target and header lines where interceptors left them alone. */
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
          `${this.#prepared.method} ${hostOf(this.#prepared.url)} cannot be sent again by an interceptor: its body is a stream that was sent already.`,
        );
      }
      this.#uploadTaken = true;
    }
    const attempt = new InstanceAttempt(this.#requestFor(options), this.#readByAxios);
    this.#attempts.push(attempt);
    if (upload instanceof Readable) attempt.onClose(() => endQuietly(upload));
    const { agent } = options;
    if ((agent !== OUR_HTTP_AGENT && agent !== OUR_HTTPS_AGENT) || !isDirect(options)) {
      return this.#openElsewhere(attempt, options, onResponse);
    }
    const clientRequest = this.#agents.request(attempt, { ownTimeout: true });
    clientRequest.once('response', onResponse);
    return clientRequest;
  }

  /** By an agent of the instance or of an interceptor, or to a proxy or Unix socket that axios was told. */
  #openElsewhere(attempt: InstanceAttempt, options: AxiosHttpOptions, onResponse: OnResponse): http.ClientRequest {
    if (!hasAgents(this.#instance)) refuseToDivert(this.#prepared);
    // The agent decides whether a connection is kept. Core's line comes back with the exact lines.
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
    const prepared = this.#prepared;
    const after = AxiosHeaders.from(options.headers as never);
    const headers = applyChanges(this.#lines, this.#before, after);
    if (options.auth) headers.set('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`);
    this.#withhold(headers);
    const url = urlOf(options);
    return {
      ...prepared,
      method: options.method === prepared.method.toUpperCase() ? prepared.method : options.method,
      url: url === urlOf(toOptions(prepared.url)) ? prepared.url : url,
      headers,
      body: this.#replacement === null ? prepared.body : reframed(headers, after, this.#replacement.data),
    };
  }

  /** Removes credentials that the instance added to a request that a redirect sends to another origin. */
  #withhold(headers: HeaderMap | AxiosHeaders): void {
    const { withheldHeaders } = this.#prepared;
    if (withheldHeaders === null || withheldHeaders === undefined) return;
    for (const name of [...CREDENTIALS, ...withheldHeaders]) {
      if (!this.#prepared.headers.has(name)) headers.delete(name);
    }
  }
}

/** Ends an upload whose connection was closed: axios takes a stream that closes before its end for an abort. */
function endQuietly(upload: Readable): void {
  upload.unpipe();
  upload.emit('end');
  upload.destroy();
}

/** axios' `transport` option: stands for node:http. A class, because axios copies plain objects. */
class AttemptTransport {
  readonly request: (options: AxiosHttpOptions, onResponse: OnResponse) => http.ClientRequest;

  constructor(request: AttemptTransport['request']) {
    this.request = request;
  }
}

/** An interceptor returned something that is not a response. */
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
  return value instanceof Readable ? 'the body (a stream)' : 'an object that is not a response';
}

/** Whether axios wants to send it to the host of the URL, not to a proxy or Unix socket. */
function isDirect({ path, socketPath }: AxiosHttpOptions): boolean {
  return path.startsWith('/') && (socketPath ?? null) === null;
}

/** @throws UnsupportedByTransport when the request needs what only connections of our own can do. */
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

type UrlOptions = Pick<AxiosHttpOptions, 'protocol' | 'hostname' | 'port' | 'path'>;

function urlOf({ protocol, hostname, port, path }: UrlOptions): string {
  const host = hostname?.includes(':') ? `[${hostname}]` : (hostname ?? '');
  return `${protocol}//${host}${port === '' || port === undefined || port === null ? '' : `:${port}`}${path}`;
}

/** A URL as the options that axios makes of it. */
function toOptions(url: string): UrlOptions {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  return { protocol, hostname: hostname.replace(/^\[(.*)\]$/, '$1'), port, path: pathname + search };
}

/** Sets the framing of a body that an interceptor has put in, with the length that axios computed. */
function reframed(headers: HeaderMap, after: AxiosHeaders, data: unknown): TransportRequest['body'] {
  headers.delete('content-length');
  headers.delete('transfer-encoding');
  const length = after.get('Content-Length');
  if (length !== undefined && length !== null && length !== false) headers.set('Content-Length', String(length));
  else if (data instanceof Readable) headers.set('Transfer-Encoding', 'chunked');
  return null;
}
