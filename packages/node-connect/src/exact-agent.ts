import http from 'node:http';
import { ProxyError } from '@req/core';
import type { WaitingRequest } from './agent-internals.ts';
import type { ClientExchange } from './client-exchange.ts';
import { explicit } from './explicit.ts';
import { LateSocket, type Open } from './late-socket.ts';
import type { Opening } from './open-socket.ts';
import type { Way } from './way.ts';
import { writeHead } from './write-head.ts';

const NO_OPTIONS: object = Object.freeze(explicit({}));

/**
 * The agent of one exchange whose client makes the ClientRequest: whatever the client made of URL, method and headers,
 * what goes out is what core wrote.
 */
export class ExactAgent {
  readonly protocol: string;
  readonly defaultPort: number;
  readonly options: object = NO_OPTIONS;
  readonly keepAlive: boolean;
  readonly maxSockets: number;
  readonly #exchange: ClientExchange;
  readonly #way: Way;

  constructor(exchange: ClientExchange, way: Way) {
    this.#exchange = exchange;
    this.#way = way;
    this.protocol = way.secure ? 'https:' : 'http:';
    this.defaultPort = way.secure ? 443 : 80;
    this.keepAlive = way.pool.keepAlive;
    this.maxSockets = way.pool.maxSockets;
  }

  /** Called by node:http for each ClientRequest. */
  addRequest(clientRequest: WaitingRequest): void {
    this.#exchange.observe(clientRequest);
    writeHead(clientRequest, this.#exchange.request, this.#way);
    this.#way.pool.addRequest(clientRequest, this.#way.place);
  }

  /**
   * As documented for `http.Agent`. Node never asks for it here; one who put another agent in this one's place does, to
   * let a request pass: proxy, TLS settings and guard hold all the same.
   */
  createConnection(): LateSocket {
    const { pool, place, secure, absolute } = this.#way;
    // An HTTP proxy is asked for a URL, where mocks write a path: the proxy would answer for the origin.
    const open: Open = absolute ? refuse : (callback) => pool.open(place, callback);
    return new LateSocket(open, secure, this.#exchange);
  }

  /** Sockets belong to the pool: nothing of this exchange is left to be destroyed. */
  destroy(): void {}
}

function refuse(callback: Parameters<Open>[0]): Opening {
  process.nextTick(() => {
    callback(new ProxyError('node:http is mocked: a request that it lets pass cannot go through an HTTP proxy.'), null);
  });
  return { destroy: () => {} };
}

// An `instanceof http.Agent`, as those who put agents in other agents' places want it; without the maps and listeners
// that the constructor makes.
Object.setPrototypeOf(ExactAgent.prototype, http.Agent.prototype);
