import type http from 'node:http';
import type { TransportRequest } from '@req/core';
import type { WaitingRequest } from './agent-internals.ts';
import { explicit } from './explicit.ts';
import { reopenHead, rewriteHead } from './request-head.ts';
import type { Way } from './way.ts';

/** Where an exchange's socket comes from. */
export interface ExchangeRoute {
  readonly request: TransportRequest;
  readonly way: Way;
  readonly observe: (clientRequest: http.ClientRequest) => void;
}

/**
 * The agent of one exchange, as node:http and the clients on it expect one. It lets the transport see the
 * ClientRequest, which clients hide, and puts the right target on the wire, whatever the client made of the URL.
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
    const { pool, secure } = route.way;
    this.#route = route;
    this.protocol = secure ? 'https:' : 'http:';
    this.defaultPort = secure ? 443 : 80;
    this.keepAlive = pool.keepAlive;
    this.maxSockets = pool.maxSockets;
    this.maxFreeSockets = pool.maxFreeSockets;
    this.maxTotalSockets = pool.maxTotalSockets;
  }

  /** Called by node:http for each ClientRequest. */
  addRequest(clientRequest: WaitingRequest): void {
    const { request, way, observe } = this.#route;
    const flush = reopenHead(clientRequest);
    observe(clientRequest);
    rewriteHead(clientRequest, {
      target: way.target,
      host: request.headers.has('host') ? null : way.host,
      headers: way.absolute && request.proxy !== null ? request.proxy.headers.toFlat() : [],
    });
    if (flush) clientRequest.flushHeaders();
    way.pool.addRequest(clientRequest, way.place);
  }

  /** Sockets belong to the pool: nothing of this exchange is left to be destroyed. */
  destroy(): void {}
}
