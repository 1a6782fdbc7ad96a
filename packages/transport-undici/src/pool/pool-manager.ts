import {
  type AddressGuard,
  InvalidProxyURL,
  type ProxySettings,
  type TlsSettings,
  type TransportRequest,
} from '@req/core';
import { connectionKey, openSocket } from '@req/node-connect';
import { needsHttp1 } from '../http1/request-head.ts';
import type { Settings } from '../options.ts';
import type { SocketOpener } from './connection.ts';
import type { Destination } from './destination.ts';
import { Pool } from './pool.ts';
import { isUnder, originForm, parseOrigin, type UrlOrigin } from './url-origin.ts';

/** Pools kept at most; beyond, idle ones are closed. */
const MAX_POOLS = 256;
/** The way to a longer URL is not remembered. */
const LONGEST_KEPT = 8192;

/** Finds the connections for a request. */
export class PoolManager {
  readonly #settings: Settings;
  readonly #pools = new Map<string, Pool>();
  #lastTarget: UrlOrigin | null = null;
  /** The pool of `#lastTarget` with the default TLS settings and without a proxy. */
  #lastPool: Pool | null = null;
  /** The way to the URL that was asked last, by `#lastPool`. */
  #lastRoute: Destination | null = null;
  #lastUrl = '';

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** @throws InvalidURL, InvalidProxyURL */
  route(request: TransportRequest): Destination {
    const target = this.#target(request.url);
    const { tls, url, guard = null } = request;
    // A Unix domain socket uses no proxy.
    const proxy = this.#settings.socketPath === null ? request.proxy : null;
    const { origin, authority } = target;
    if (proxy !== null && !target.secure && isHttp(proxy.url)) {
      const via = proxyTarget(proxy.url);
      const key = `${connectionKey(tls, proxy)} ${via.origin}`;
      const pool = this.#pools.get(key) ?? this.#makePool(key, { target: via, tls, proxy: null, viaProxy: true });
      return {
        pool,
        origin: via.origin,
        path: url,
        authority,
        proxyHeaders: proxy.headers,
        viaProxy: true,
        servername: null,
      };
    }
    const key = connectionKey(tls, proxy, guard);
    const last = this.#lastRoute;
    if (url === this.#lastUrl && last !== null && last.pool === this.#lastPool && key === '') return last;
    const path = originForm(url, origin);
    const http2 = this.#settings.http2 && target.secure && !needsHttp1(request);
    const common = key === '' && !http2;
    let pool = common && target === this.#lastTarget ? this.#lastPool : null;
    if (pool === null) {
      const name = `${key} ${origin}${http2 ? ' h2' : ''}`;
      pool = this.#pools.get(name) ?? this.#makePool(name, { target, tls, proxy, http2, guard });
      if (common) this.#lastPool = pool;
    }
    const route = { pool, origin, path, authority, proxyHeaders: null, viaProxy: false, servername: target.host };
    // What goes by HTTP/2 depends on more than the URL; a long one is not kept alive.
    if (common && !this.#settings.http2 && url.length <= LONGEST_KEPT) {
      this.#lastUrl = url;
      this.#lastRoute = route;
    }
    return route;
  }

  close(): void {
    for (const pool of [...this.#pools.values()]) pool.close();
  }

  #target(url: string): UrlOrigin {
    const last = this.#lastTarget;
    if (last !== null && isUnder(url, last.origin)) return last;
    const target = parseOrigin(url);
    this.#lastTarget = target;
    this.#lastPool = null;
    return target;
  }

  #makePool(name: string, { target, tls, proxy, viaProxy = false, http2 = false, guard = null }: PoolPlan): Pool {
    const { keepAliveTimeout, socketPath, lookup, connections } = this.#settings;
    const where = {
      host: target.host,
      port: target.port,
      secure: target.secure,
      servername: target.host,
      tls,
      proxy,
      viaProxy,
      guard,
      socketPath,
      lookup: lookup ?? undefined,
    };
    const open: SocketOpener = (alpn, onread, callback) => openSocket({ ...where, alpn, onread }, callback);
    // undici connects nowhere by itself, but insists on an origin that `new URL()` accepts.
    const origin = new URL(URL.canParse(target.origin) ? target.origin : 'http://invalid');
    const pool = new Pool({ origin, open, keepAliveTimeout, http2 }, connections, () => {
      if (this.#pools.get(name) === pool) this.#pools.delete(name);
      if (this.#lastPool === pool) this.#lastPool = null;
      if (this.#lastRoute?.pool === pool) this.#lastRoute = null;
    });
    this.#pools.set(name, pool);
    if (this.#pools.size > MAX_POOLS) this.#closeIdle();
    return pool;
  }

  /** Makes room: pools without an exchange go, the oldest first. */
  #closeIdle(): void {
    for (const pool of this.#pools.values()) {
      if (this.#pools.size <= MAX_POOLS) return;
      if (pool.idle) pool.closeIdle();
    }
  }
}

interface PoolPlan {
  readonly target: UrlOrigin;
  readonly tls: TlsSettings;
  readonly proxy: ProxySettings | null;
  readonly viaProxy?: boolean;
  readonly http2?: boolean;
  readonly guard?: AddressGuard | null;
}

const isHttp = (proxyUrl: string): boolean => /^https?:/i.test(proxyUrl);

function proxyTarget(url: string): UrlOrigin {
  try {
    return parseOrigin(url);
  } catch (error) {
    throw new InvalidProxyURL('The proxy URL is malformed.', { cause: error });
  }
}
