import { isIP } from 'node:net';
import {
  type Capability,
  ConnectionError,
  type Transport,
  type TransportRequest,
  type TransportResponse,
  UnsupportedByTransport,
} from '@req/core';
import { allCapabilitiesExcept, errorFromSignal } from '@req/core/transport';
import { judgeProxied } from '@req/node-connect';
import { readOptions, type Settings, type UndiciTransportOptions } from './options.ts';
import type { Destination } from './pool/destination.ts';
import { PoolManager } from './pool/pool-manager.ts';
import { originForm, parseOrigin } from './pool/url-origin.ts';
import { makeExchange } from './undici-handlers.ts';
import { loadedUndici, loadUndici } from './undici-module.ts';

/** Whatever the dispatcher underneath. */
const ANY_DISPATCHER: ReadonlySet<Capability> = new Set<Capability>([
  'any-method',
  'bad-ports',
  'connect-timeout',
  'empty-user-agent',
  'get-body',
  'header-bytes',
  'host-header',
  'raw-body',
  'raw-target',
  'streaming-upload',
]);

const OWN_CONNECTIONS: ReadonlySet<Capability> = allCapabilitiesExcept('chunk-boundaries');

/**
 * The transport over undici: HTTP/1.1 and, when asked for, HTTP/2; connections kept and reused, proxies, TLS settings
 * a request, Unix domain sockets.
 */
export class UndiciTransport implements Transport {
  readonly name = 'undici';
  readonly capabilities: ReadonlySet<Capability>;
  /** Path of the Unix domain socket that every connection is made to. */
  readonly socketPath: string | null;
  readonly #settings: Settings;
  readonly #router: PoolManager;
  /** undici is being loaded, or has been for the first request. */
  #loading: Promise<void> | null = null;
  #running = 0;
  #closed = false;
  #onIdle: (() => void)[] = [];

  /** @throws TypeError for an option of the wrong kind. */
  constructor(options?: UndiciTransportOptions) {
    this.#settings = readOptions(options);
    this.socketPath = this.#settings.socketPath;
    this.capabilities = this.#settings.dispatcher === null ? OWN_CONNECTIONS : ANY_DISPATCHER;
    this.#router = new PoolManager(this.#settings);
  }

  send(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) return Promise.reject(new ConnectionError('The undici transport is closed.'));
    if (request.guard && request.proxy !== null) return this.#sendJudged(request);
    if (loadedUndici() !== null) return this.#start(request);
    this.#loading ??= loadUndici();
    return this.#loading.then(() => this.#start(request));
  }

  /** Where a proxy connects to is asked for before. */
  async #sendJudged(request: TransportRequest): Promise<TransportResponse> {
    const { dispatcher, socketPath, lookup } = this.#settings;
    if (request.signal?.aborted) throw errorFromSignal(request.signal);
    if (dispatcher === null && socketPath === null) await judgeProxied(request, lookup);
    if (this.#closed) throw new ConnectionError('The undici transport is closed.');
    this.#loading ??= loadUndici();
    await this.#loading;
    return this.#start(request);
  }

  #start(request: TransportRequest): Promise<TransportResponse> {
    return new Promise((resolve, reject) => {
      if (request.signal?.aborted) throw errorFromSignal(request.signal);
      const { dispatcher } = this.#settings;
      if (dispatcher === null) {
        const route = this.#router.route(request);
        const exchange = makeExchange(request, route, { resolve, reject, done: this.#onDone });
        this.#running++;
        route.pool?.add(exchange);
      } else {
        const exchange = makeExchange(request, outsideRoute(request), { resolve, reject, done: this.#onDone });
        this.#running++;
        exchange.dispatch(dispatcher, null);
      }
    });
  }

  /** Idle connections are closed at once, the others after their exchanges; resolves when no answer is awaited. */
  async close(): Promise<void> {
    this.#closed = true;
    // What was to be sent before is sent.
    await this.#loading;
    this.#router.close();
    if (this.#running > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  readonly #onDone = (): void => {
    this.#running--;
    if (this.#running > 0 || this.#onIdle.length === 0) return;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  };
}

/** @throws UnsupportedByTransport for what the caller's dispatcher would have to be told and cannot. */
function outsideRoute(request: TransportRequest): Destination {
  const { tls, proxy, url, guard } = request;
  if (proxy !== null) throw new UnsupportedByTransport('undici', 'proxy', { reason: OUTSIDE });
  if (!tls.verify || tls.ca !== null) throw new UnsupportedByTransport('undici', 'tls', { reason: OUTSIDE });
  if (guard) throw new UnsupportedByTransport('undici', 'address-guard', { reason: OUTSIDE });
  if (tls.cert !== null) throw new UnsupportedByTransport('undici', 'client-cert', { reason: OUTSIDE });
  const { origin, authority, host } = parseOrigin(url);
  const servername = isIP(host) === 0 ? host : null;
  return {
    pool: null,
    origin,
    path: originForm(url, origin),
    authority,
    proxyHeaders: null,
    viaProxy: false,
    servername,
  };
}

const OUTSIDE = "the caller's dispatcher connects";
