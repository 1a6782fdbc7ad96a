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
import { checkProxiedTarget } from '@req/node-connect';
import { readOptions, type Settings, type UndiciTransportOptions } from './options.ts';
import type { Destination } from './pool/destination.ts';
import { PoolManager } from './pool/pool-manager.ts';
import { originForm, parseOrigin } from './pool/url-origin.ts';
import { makeExchange } from './undici-handlers.ts';
import { loadedUndici, loadUndici, type Undici } from './undici-module.ts';

/** Whatever dispatcher carries the request. */
const DISPATCHER_CAPABILITIES: ReadonlySet<Capability> = new Set<Capability>([
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

/** On connections of our own, where we write the HTTP/1.1 requests. */
const FULL_CAPABILITIES: ReadonlySet<Capability> = allCapabilitiesExcept('chunk-boundaries');

/** On connections of our own, where undici writes them. */
const PLAIN_CAPABILITIES: ReadonlySet<Capability> = allCapabilitiesExcept(
  'chunk-boundaries',
  'header-case',
  'hop-headers',
  'informational',
  'reason-bytes',
);

/**
 * The transport over undici: HTTP/1.1 and, on request, HTTP/2; connections that are kept and reused, proxies, TLS settings
 * for each request, Unix domain sockets.
 */
export class UndiciTransport implements Transport {
  readonly name = 'undici';
  /** Path of the Unix domain socket that every connection is made to. */
  readonly socketPath: string | null;
  readonly #settings: Settings;
  #undici: Undici | null;
  #loading: Promise<void> | null = null;
  #pools: PoolManager | null = null;
  /** Exchanges whose promise is not settled. */
  #pending = 0;
  #closed = false;
  #onIdle: (() => void)[] = [];

  /** @throws TypeError for an option that does not exist, or of the wrong kind. */
  constructor(options?: UndiciTransportOptions) {
    this.#settings = readOptions(options);
    this.socketPath = this.#settings.socketPath;
    this.#undici = loadedUndici(this.#settings.undici);
  }

  /**
   * Fewer with a `dispatcher`, and with an undici that writes requests differently from the tested versions, which is
   * found out when it is loaded for the first request.
   */
  get capabilities(): ReadonlySet<Capability> {
    if (this.#settings.dispatcher !== null) return DISPATCHER_CAPABILITIES;
    return this.#undici?.plain === true ? PLAIN_CAPABILITIES : FULL_CAPABILITIES;
  }

  send(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) return Promise.reject(new ConnectionError('The undici transport is closed.'));
    if (request.guard && request.proxy !== null) return this.#sendGuarded(request);
    if (this.#undici !== null || this.#settings.dispatcher !== null) return this.#start(request);
    return this.#load().then(() => this.#start(request));
  }

  /** With a proxy, the address guard is asked first: the proxy would connect to any host. */
  async #sendGuarded(request: TransportRequest): Promise<TransportResponse> {
    const { dispatcher, socketPath, lookup } = this.#settings;
    if (request.signal?.aborted) throw errorFromSignal(request.signal);
    if (dispatcher === null && socketPath === null) await checkProxiedTarget(request, lookup);
    if (this.#closed) throw new ConnectionError('The undici transport is closed.');
    if (dispatcher === null) await this.#load();
    return this.#start(request);
  }

  #load(): Promise<void> {
    this.#loading ??= loadUndici(this.#settings.undici).then((undici) => {
      this.#undici = undici;
    });
    return this.#loading;
  }

  #start(request: TransportRequest): Promise<TransportResponse> {
    return new Promise((resolve, reject) => {
      if (request.signal?.aborted) throw errorFromSignal(request.signal);
      const { dispatcher } = this.#settings;
      const destination = dispatcher === null ? this.#poolManager().find(request) : dispatcherDestination(request);
      const exchange = makeExchange(request, destination, { resolve, reject, done: this.#onDone });
      this.#pending++;
      if (dispatcher === null) destination.pool?.add(exchange);
      else exchange.dispatch(dispatcher, null);
    });
  }

  #poolManager(): PoolManager {
    this.#pools ??= new PoolManager(this.#settings, this.#undici as Undici);
    return this.#pools;
  }

  /**
   * Closes idle connections at once and the others after their exchanges. Resolves when no response is awaited any more;
   * streamed bodies may still be read. The caller's dispatcher stays open.
   */
  async close(): Promise<void> {
    this.#closed = true;
    // Requests that wait for undici to be loaded are still sent.
    await this.#loading?.catch(() => {});
    this.#pools?.close();
    if (this.#pending > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  /** `await using`: as `close()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  readonly #onDone = (): void => {
    this.#pending--;
    if (this.#pending > 0 || this.#onIdle.length === 0) return;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  };
}

/** @throws UnsupportedByTransport for what only the one who opens the connection can do. */
function dispatcherDestination({ tls, proxy, url, guard }: TransportRequest): Destination {
  const reason = "the caller's dispatcher opens the connections";
  if (proxy !== null) throw new UnsupportedByTransport('undici', 'proxy', { reason });
  if (!tls.verify || tls.ca !== null) throw new UnsupportedByTransport('undici', 'tls', { reason });
  if (guard) throw new UnsupportedByTransport('undici', 'address-guard', { reason });
  if (tls.cert !== null) throw new UnsupportedByTransport('undici', 'client-cert', { reason });
  const { origin, authority, host } = parseOrigin(url);
  return {
    pool: null,
    origin,
    requestTarget: originForm(url, origin),
    authority,
    proxyHeaders: null,
    viaProxy: false,
    servername: isIP(host) === 0 ? host : null,
  };
}
