import http from 'node:http';
import { ProxyError } from '@req/core';
import { nullPrototype } from '../net/null-prototype.ts';
import type { Opening } from '../net/open-socket.ts';
import type { ClientExchange } from './client-exchange.ts';
import type { ConnectionRoute } from './connection-route.ts';
import { LateSocket, type Open } from './late-socket.ts';
import type { WaitingRequest } from './node-internals/agent.ts';
import { writeRequestHead } from './request-head/write.ts';
import { noteTrace } from './traced-request.ts';

const IS_DENO = process.versions['deno'] !== undefined;

const NO_OPTIONS: object = Object.freeze(nullPrototype({}));

/**
 * The agent of one exchange. It shows the ClientRequest to the exchange, writes core's head on it, whatever its client
 * made of URL, method and headers, and asks the pool for a socket.
 */
export class ExchangeAgent {
  readonly protocol: string;
  readonly defaultPort: number;
  readonly options: object = NO_OPTIONS;
  readonly keepAlive: boolean;
  readonly maxSockets: number;
  readonly #exchange: ClientExchange;
  readonly #route: ConnectionRoute;

  constructor(exchange: ClientExchange, route: ConnectionRoute) {
    this.#exchange = exchange;
    this.#route = route;
    this.protocol = route.secure ? 'https:' : 'http:';
    this.defaultPort = route.secure ? 443 : 80;
    this.keepAlive = route.pool.keepAlive;
    this.maxSockets = route.pool.maxSockets;
  }

  /** Called by node:http for each ClientRequest. */
  addRequest(clientRequest: WaitingRequest): void {
    // If the server closes a reused connection, Deno sends any request once more; whether that is allowed, core decides.
    if (IS_DENO) clientRequest._retrying = true;
    this.#exchange.observe(clientRequest);
    noteTrace(clientRequest, this.#exchange.request.trace);
    writeRequestHead(clientRequest, this.#exchange.request, this.#route);
    this.#route.pool.addRequest(clientRequest, this.#route.address);
  }

  /**
   * As documented for `http.Agent`. Node does not call it here. A mock that put its own agent in this one's place does,
   * for a request that it lets through: proxy, TLS settings and address guard then hold all the same.
   */
  createConnection(): LateSocket {
    const { pool, address, secure, absolute } = this.#route;
    // A mock writes a path where an HTTP proxy needs a URL: the proxy would answer in the origin's place.
    const open: Open = absolute ? refuse : (callback) => pool.open(address, callback);
    return new LateSocket(open, secure, this.#exchange);
  }

  /** Nothing to destroy: the sockets belong to the pool. */
  destroy(): void {}
}

function refuse(callback: Parameters<Open>[0]): Opening {
  process.nextTick(() => {
    callback(new ProxyError('node:http is mocked: a request that it lets pass cannot go through an HTTP proxy.'), null);
  });
  return { destroy: () => {} };
}

// An `instanceof http.Agent`, which mocks check for, without the maps and listeners that its constructor makes.
Object.setPrototypeOf(ExchangeAgent.prototype, http.Agent.prototype);
