import type { IncomingMessage } from 'node:http';
import {
  type Capability,
  ConnectionError,
  HeaderMap,
  mayCollect,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '@req/core';
import {
  ClientExchange,
  type ConnectionOptions,
  IncomingBody,
  NodeAgents,
  readConnectionOptions,
} from '@req/node-connect';
import fetch from 'node-fetch';
import { toBodyException, toException } from './node-fetch-error.ts';
import type { Settings } from './options.ts';
import { takeResponse } from './take-response.ts';
import { toNodeFetchRequest } from './to-node-fetch-request.ts';

/** In Node: node-fetch, over connections of our own. */
export function defaultTransport({ connections }: Settings): Transport {
  return new NodeFetch(connections);
}

/** True for node-fetch itself, handed in by name. */
export function isDefault(given: unknown): boolean {
  return given === fetch;
}

export { type Reader, readerOf } from './body-reader.ts';
export { watchedCall } from './node-own-fetch.ts';

const CAPABILITIES: ReadonlySet<Capability> = new Set<Capability>([
  'address-guard',
  'any-method',
  'bad-ports',
  'client-cert',
  'connect',
  'empty-user-agent',
  'get-body',
  'header-bytes',
  'header-case',
  'hop-headers',
  'host-header',
  'informational',
  'proxy',
  'raw-body',
  'raw-target',
  'reason-bytes',
  'socks',
  'streaming-upload',
  'tls',
  'unix-socket',
]);

class NodeFetch implements Transport {
  readonly name = 'node-fetch';
  readonly capabilities: ReadonlySet<Capability> = CAPABILITIES;
  readonly #agents: NodeAgents;
  #closed = false;

  constructor(connections: ConnectionOptions) {
    this.#agents = new NodeAgents(readConnectionOptions(connections));
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) throw new ConnectionError('The transport is closed.');
    const exchange = new NodeFetchExchange(request);
    try {
      const fetching = fetch(request.url, toNodeFetchRequest(exchange, this.#agents));
      if (exchange.clientRequest !== null) takeResponse(exchange.clientRequest);
      return await exchange.toResponse(await exchange.answered(fetching));
    } catch (error) {
      // Nothing of this exchange stays behind, whoever ended it.
      exchange.drop();
      throw toException(error, exchange);
    }
  }
  close(): Promise<void> {
    this.#closed = true;
    return this.#agents.close();
  }
}

/**
 * Takes the response as Node has it: node-fetch's has its headers sorted and in lower case, `Location` rewritten, and a
 * body that takes some well-framed ends for premature ones.
 */
class NodeFetchExchange extends ClientExchange {
  #body: IncomingBody | null = null;

  protected override headArrived(incoming: IncomingMessage): void {
    // Before any byte of it is there: they come at our demand alone.
    this.#body = new IncomingBody(incoming, this, (error) => toBodyException(error, this));
  }

  async toResponse(incoming: IncomingMessage): Promise<TransportResponse> {
    const body = this.#body as IncomingBody;
    return {
      status: incoming.statusCode as number,
      reason: incoming.statusMessage as string,
      httpVersion: incoming.httpVersion,
      headers: HeaderMap.fromFlat(incoming.rawHeaders),
      body: mayCollect(this.request, incoming.statusCode as number) ? await body.whole() : body,
    };
  }
}
