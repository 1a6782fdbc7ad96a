import {
  type AddressGuard,
  InvalidProxyURL,
  type ProxySettings,
  type TlsSettings,
  type TransportRequest,
} from '@req/core';
import { connectionKey, openSocket } from '@req/node-connect';
import { canUseHttp2 } from '../http2/can-use-http2.ts';
import type { Settings } from '../options.ts';
import type { Undici } from '../undici-module.ts';
import type { OpenSocket } from './connection.ts';
import type { Destination } from './destination.ts';
import { Pool } from './pool.ts';
import { hasOrigin, originForm, parseOrigin, type UrlOrigin } from './url-origin.ts';

/** With more pools than this, idle connections are closed. */
const MAX_POOLS = 256;
/** Characters; the destination of a longer URL is not remembered. */
const MAX_REMEMBERED_URL = 8192;

/**
 * Finds the pool for a request. Connections are only shared by requests with the same origin, certificate checks, client
 * certificate, proxy and proxy credentials.
 */
export class PoolManager {
  readonly #settings: Settings;
  readonly #undici: Undici;
  readonly #pools = new Map<string, Pool>();
  #lastOrigin: UrlOrigin | null = null;
  /** The pool of `#lastOrigin` with the default TLS settings and without a proxy. */
  #lastPool: Pool | null = null;
  /** The destination of `#lastUrl` in `#lastPool`. */
  #lastDestination: Destination | null = null;
  #lastUrl = '';

  constructor(settings: Settings, undici: Undici) {
    this.#settings = settings;
    this.#undici = undici;
  }

  /** @throws InvalidURL, InvalidProxyURL */
  find(request: TransportRequest): Destination {
    const url = this.#origin(request.url);
    const { tls, guard = null } = request;
    // Requests over a Unix domain socket use no proxy.
    const proxy = this.#settings.socketPath === null ? request.proxy : null;
    if (proxy !== null && !url.secure && isHttp(proxy.url)) return this.#throughHttpProxy(request, proxy, url);
    const key = connectionKey(tls, proxy, guard);
    const last = this.#lastDestination;
    if (request.url === this.#lastUrl && last !== null && last.pool === this.#lastPool && key === '') return last;
    const http2 = this.#settings.http2 && url.secure && canUseHttp2(request);
    const common = key === '' && !http2;
    let pool = common && url === this.#lastOrigin ? this.#lastPool : null;
    if (pool === null) {
      const name = `${key} ${url.origin}${http2 ? ' h2' : ''}`;
      pool = this.#pools.get(name) ?? this.#makePool(name, { url, tls, proxy, http2, guard });
      if (common) this.#lastPool = pool;
    }
    const destination: Destination = {
      pool,
      origin: url.origin,
      requestTarget: originForm(request.url, url.origin),
      authority: url.authority,
      proxyHeaders: null,
      viaProxy: false,
      servername: url.host,
    };
    // With HTTP/2 on offer, the pool depends on more than the URL.
    if (common && !this.#settings.http2 && request.url.length <= MAX_REMEMBERED_URL) {
      this.#lastUrl = request.url;
      this.#lastDestination = destination;
    }
    return destination;
  }

  /** Plain HTTP through an HTTP proxy: no tunnel; the proxy is sent the whole URL. */
  #throughHttpProxy({ tls, url }: TransportRequest, proxy: ProxySettings, { authority }: UrlOrigin): Destination {
    const proxyUrl = parseProxyUrl(proxy.url);
    const name = `${connectionKey(tls, proxy)} ${proxyUrl.origin}`;
    const pool = this.#pools.get(name) ?? this.#makePool(name, { url: proxyUrl, tls, proxy: null, viaProxy: true });
    return {
      pool,
      origin: proxyUrl.origin,
      requestTarget: url,
      authority,
      proxyHeaders: proxy.headers,
      viaProxy: true,
      servername: null,
    };
  }

  close(): void {
    for (const pool of [...this.#pools.values()]) pool.close();
  }

  #origin(url: string): UrlOrigin {
    const last = this.#lastOrigin;
    if (last !== null && hasOrigin(url, last.origin)) return last;
    const parsed = parseOrigin(url);
    this.#lastOrigin = parsed;
    this.#lastPool = null;
    return parsed;
  }

  #makePool(name: string, { url, tls, proxy, viaProxy = false, http2 = false, guard = null }: PoolKey): Pool {
    const { keepAliveTimeout, socketPath, lookup, connections } = this.#settings;
    const address = {
      host: url.host,
      port: url.port,
      secure: url.secure,
      servername: url.host,
      tls,
      proxy,
      viaProxy,
      guard,
      socketPath,
      lookup: lookup ?? undefined,
    };
    const open: OpenSocket = (alpn, how, callback) => openSocket({ ...address, alpn, ...how }, callback);
    // undici never connects to this origin, but insists on one that `new URL()` accepts.
    const origin = new URL(URL.canParse(url.origin) ? url.origin : 'http://invalid');
    const pool = new Pool({ undici: this.#undici, origin, open, keepAliveTimeout, http2 }, connections, () => {
      if (this.#pools.get(name) === pool) this.#pools.delete(name);
      if (this.#lastPool === pool) this.#lastPool = null;
      if (this.#lastDestination?.pool === pool) this.#lastDestination = null;
    });
    this.#pools.set(name, pool);
    if (this.#pools.size > MAX_POOLS) this.#closeIdle();
    return pool;
  }

  /** Closes the connections of idle pools, the oldest pools first, until there are no more than `MAX_POOLS`. */
  #closeIdle(): void {
    for (const pool of this.#pools.values()) {
      if (this.#pools.size <= MAX_POOLS) return;
      if (pool.idle) pool.closeIdle();
    }
  }
}

/** What the connections of a pool have in common. */
interface PoolKey {
  readonly url: UrlOrigin;
  readonly tls: TlsSettings;
  readonly proxy: ProxySettings | null;
  readonly viaProxy?: boolean;
  readonly http2?: boolean;
  readonly guard?: AddressGuard | null;
}

const isHttp = (proxyUrl: string): boolean => /^https?:/i.test(proxyUrl);

function parseProxyUrl(url: string): UrlOrigin {
  try {
    return parseOrigin(url);
  } catch (error) {
    throw new InvalidProxyURL('The proxy URL is malformed.', { cause: error });
  }
}
