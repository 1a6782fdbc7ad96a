import type http from 'node:http';
import { ConnectionError, type TransportRequest } from '@req/core';
import type { WaitingRequest } from './agent-internals.ts';
import { explicit } from './explicit.ts';
import type { PooledAgent } from './pooled-agent.ts';
import { reopenHead, rewriteHead } from './request-head.ts';
import type { RequestTarget } from './request-target.ts';

/** Where an exchange's socket comes from. */
export interface ExchangeRoute {
  readonly request: TransportRequest;
  readonly target: RequestTarget;
  /** The proxy to send absolute-form requests to. */
  readonly proxy: { readonly host: string; readonly port: number } | null;
  readonly pool: PooledAgent;
  readonly isClosed: () => boolean;
  readonly observe: (clientRequest: http.ClientRequest) => void;
}

/**
 * The agent of one exchange, as node:http and the clients on it expect one. It lets the transport see the
 * ClientRequest, which clients hide, and puts on the wire what core has written, whatever the client made of the URL.
 */
export class ExchangeAgent {
  readonly protocol: string;
  readonly defaultPort: number;
  readonly options: object = explicit({});
  readonly keepAlive: boolean;
  readonly maxSockets: number;
  readonly maxFreeSockets: number;
  readonly maxTotalSockets: number;
  readonly #route: ExchangeRoute;

  constructor(route: ExchangeRoute) {
    this.#route = route;
    this.protocol = route.target.secure ? 'https:' : 'http:';
    this.defaultPort = route.target.secure ? 443 : 80;
    this.keepAlive = route.pool.keepAlive;
    this.maxSockets = route.pool.maxSockets;
    this.maxFreeSockets = route.pool.maxFreeSockets;
    this.maxTotalSockets = route.pool.maxTotalSockets;
  }

  /** Called by node:http for each ClientRequest. */
  addRequest(clientRequest: WaitingRequest): void {
    const { request, target, proxy, pool, isClosed, observe } = this.#route;
    const flush = reopenHead(clientRequest);
    observe(clientRequest);
    if (isClosed()) clientRequest.destroy(new ConnectionError('The transport is closed.'));
    if (clientRequest.destroyed) {
      clientRequest.onSocket(null);
      return;
    }
    const given = request.headers.has('host');
    rewriteHead(clientRequest, {
      target: proxy === null ? target.path : `http://${target.authority}${target.path}`,
      host: given ? null : proxy === null ? target.hostHeader : target.authority,
      headers: proxy === null || request.proxy === null ? [] : request.proxy.headers.toFlat(),
    });
    if (flush) clientRequest.flushHeaders();
    const { host, port } = proxy ?? target;
    pool.addRequest(clientRequest, explicit({ host, port, servername: '' }));
  }

  /** Sockets belong to the pool: nothing of this exchange is left to be destroyed. */
  destroy(): void {}
}
