import { once } from 'node:events';
import type http from 'node:http';
import type net from 'node:net';
import { ConnectionError, type TransportRequest } from '@req/core';
import { KEEP_ALIVE_DELAY } from '../net/connect-tcp.ts';
import { connectionKey } from '../net/connection-key.ts';
import { nullPrototype } from '../net/null-prototype.ts';
import { isHttpProxy, proxyAddress } from '../net/proxy-address.ts';
import { checkProxiedTarget } from './check-proxied-target.ts';
import type { ClientExchange } from './client-exchange.ts';
import type { ConnectionRoute } from './connection-route.ts';
import { ExchangeAgent } from './exchange-agent.ts';
import { type OpenRequestOptions, openRequest } from './open-request.ts';
import { PooledAgent, type PoolSettings } from './pooled-agent.ts';
import { agentAddress, requestTarget } from './request-target.ts';

/** The options of `NodeAgents`. */
export interface NodeAgentsOptions {
  /** Whether sockets are kept for the next request. Default: true. */
  readonly keepAlive?: boolean | undefined;
  /** Most sockets at a time for each host with the same proxy and TLS settings. Default: no limit. */
  readonly maxSockets?: number | undefined;
  /** Most idle sockets kept for each host. Default: 256. */
  readonly maxFreeSockets?: number | undefined;
  /** Milliseconds that an idle socket is kept; a shorter `Keep-Alive` of the server wins. Default: 4000. */
  readonly idleTimeout?: number | undefined;
  /** Path of a Unix domain socket that every connection is made to instead of host and port. */
  readonly socketPath?: string | undefined;
  /** Resolves names instead of the platform. */
  readonly lookup?: net.LookupFunction | undefined;
}

/** Unused pools are forgotten once there are this many pools, and twice as many as were in use the last time. */
const MANY_POOLS = 64;

/**
 * Connections for clients on node:http, in pools by scheme, TLS settings, proxy and address guard: a socket opened with
 * `verify: false` never serves a request that verifies (CVE-2024-35195).
 */
export class NodeAgents {
  readonly #options: http.AgentOptions;
  readonly #lookup: net.LookupFunction | undefined;
  readonly #socketPath: string | undefined;
  readonly #pools = new Map<string, PooledAgent>();
  #manyPools = MANY_POOLS;
  #closed = false;

  constructor(settings: NodeAgentsOptions = {}) {
    const options = nullPrototype({ ...settings });
    this.#lookup = options.lookup;
    this.#socketPath = options.socketPath;
    this.#options = {
      keepAlive: options.keepAlive ?? true,
      // The value that the socket has already: another one would cost system calls on each use.
      keepAliveMsecs: KEEP_ALIVE_DELAY,
      maxSockets: options.maxSockets ?? Number.POSITIVE_INFINITY,
      maxFreeSockets: options.maxFreeSockets ?? 256,
      // Shorter than the 5 seconds after which Node servers close an idle connection.
      timeout: options.idleTimeout ?? 4000,
      scheduling: 'lifo',
    };
  }

  /** Path of the Unix domain socket that every connection is made to, or `null`. */
  get socketPath(): string | null {
    return this.#socketPath ?? null;
  }

  /**
   * Checks with the request's address guard where a proxy would connect to; `null` when there is nothing to check.
   * @throws HostNotAllowed at once, or as the rejection of the promise.
   */
  checkProxiedTarget(request: TransportRequest): Promise<void> | null {
    return this.#socketPath === undefined ? checkProxiedTarget(request, this.#lookup ?? null) : null;
  }

  /**
   * The agent of one exchange, for a client that makes the ClientRequest itself. The exchange observes that request, and
   * its head goes out as core wrote it, whatever the client makes of URL, method and headers.
   * @throws InvalidURL, InvalidProxyURL; ConnectionError after `close()`.
   */
  agentFor(exchange: ClientExchange): http.Agent {
    return new ExchangeAgent(exchange, this.#routeOf(exchange.request)) as unknown as http.Agent;
  }

  /**
   * The ClientRequest of one exchange, with core's head. Body and `end()` are the caller's.
   * @throws InvalidURL, InvalidProxyURL; ConnectionError after `close()`.
   */
  request(exchange: ClientExchange, options?: OpenRequestOptions): http.ClientRequest {
    return openRequest(exchange, this.#routeOf(exchange.request), options);
  }

  /** Closes idle sockets and lets busy ones finish. Resolves when the idle ones are closed. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const idle = [...this.#pools.values()].flatMap((pool) => pool.retire());
    this.#pools.clear();
    await Promise.all(idle.map((socket) => (socket.closed ? undefined : once(socket, 'close'))));
  }

  #routeOf(request: TransportRequest): ConnectionRoute {
    if (this.#closed) throw new ConnectionError('The transport is closed.');
    const target = requestTarget(request.url);
    const { tls, guard } = request;
    // A Unix domain socket uses no proxy.
    const proxy = this.#socketPath === undefined ? request.proxy : null;
    const absolute = !target.secure && proxy !== null && isHttpProxy(proxy);
    const viaProxy = absolute ? proxyAddress(proxy) : null;
    const secure = viaProxy === null ? target.secure : viaProxy.kind === 'http' && viaProxy.secure;
    const pool = this.#poolFor({
      secure,
      tls,
      proxy,
      viaProxy: absolute,
      guard,
      lookup: this.#lookup,
      socketPath: this.#socketPath,
    });
    return {
      pool,
      address: viaProxy === null ? target.address : agentAddress(viaProxy.host, viaProxy.port),
      target: absolute ? request.url : target.path,
      host: absolute ? target.authority : target.hostHeader,
      absolute,
      secure: target.secure,
    };
  }

  #poolFor(settings: PoolSettings): PooledAgent {
    const scheme = settings.secure ? 'https' : 'http';
    const key = `${scheme}${settings.viaProxy ? '>' : ''}${connectionKey(settings.tls, settings.proxy, settings.guard)}`;
    let pool = this.#pools.get(key);
    if (pool === undefined) {
      if (this.#pools.size >= this.#manyPools) this.#forgetUnused();
      // In absolute form the proxy itself is what the socket connects to.
      pool = new PooledAgent(settings.viaProxy ? { ...settings, proxy: null } : settings, this.#options);
      this.#pools.set(key, pool);
    }
    return pool;
  }

  #forgetUnused(): void {
    for (const [key, pool] of this.#pools) if (pool.unused) this.#pools.delete(key);
    this.#manyPools = Math.max(MANY_POOLS, 2 * this.#pools.size);
  }
}
