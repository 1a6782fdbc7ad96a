import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import {
  type Capability,
  ConnectionError,
  HeaderMap,
  type Transport,
  type TransportRequest,
  type TransportResponse,
  UnsupportedByTransport,
} from '@req/core';
import { allCapabilitiesExcept, mayCollect } from '@req/core/transport';
import {
  ClientExchange,
  type ConnectionOptions,
  IncomingBody,
  isRewritten,
  NodeAgents,
  parsableUrl,
  readConnectionOptions,
} from '@req/node-connect';
import fetch, { type Response as FetchResponse } from 'node-fetch';
import { toBodyException, toException } from './node-fetch-error.ts';
import type { Settings } from './options.ts';
import { takeResponse } from './take-response.ts';
import { hasNoBody, toBareRequest, toNodeFetchRequest } from './to-node-fetch-request.ts';

/** In Node: node-fetch, over connections of our own. */
export function defaultTransport({ connections }: Settings): Transport {
  return new NodeFetch(connections);
}

/** True for node-fetch itself, handed in by name. */
export function isDefault(given: unknown): boolean {
  return given === fetch;
}

export { type Reader, readerOf } from './body-reader.ts';
export { watchedCall } from './native-fetch-diagnostics.ts';

const CAPABILITIES: ReadonlySet<Capability> = allCapabilitiesExcept('chunk-boundaries', 'http2');

/** The `request` functions of Node's http modules that were seen to ask the agent they are given. */
const trusted: { http: unknown; https: unknown } = { http: null, https: null };

class NodeFetch implements Transport {
  readonly name = 'node-fetch';
  readonly capabilities: ReadonlySet<Capability> = CAPABILITIES;
  readonly socketPath: string | null;
  readonly #agents: NodeAgents;
  #closed = false;

  constructor(connections: ConnectionOptions) {
    this.#agents = new NodeAgents(readConnectionOptions(connections));
    this.socketPath = this.#agents.socketPath;
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) throw new ConnectionError('The transport is closed.');
    const exchange = new NodeFetchExchange(request);
    try {
      const judging = this.#agents.judge(request);
      if (judging !== null) await judging;
      const scheme = request.url.startsWith('https:') ? 'https' : 'http';
      const sender = (scheme === 'https' ? https : http).request;
      const known = trusted[scheme] === sender;
      // A mock has a `request` of its own, and an agent: it is to find all in its place, as if node-fetch were called bare.
      const init = known ? toNodeFetchRequest(exchange, this.#agents) : toBareRequest(exchange, this.#agents);
      const fetching = fetch(parsableUrl(request.url), init);
      if (exchange.clientRequest !== null) {
        if (!known) trusted[scheme] = sender;
        takeResponse(exchange.clientRequest);
        return await exchange.toResponse(await exchange.answered(fetching));
      }
      if (known) {
        trusted[scheme] = null;
        fetching.catch(() => {});
        throw new ConnectionError(`${scheme}.request did not ask the agent that it was given, as it had done before.`);
      }
      return await exchange.bare(fetching);
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
  #controller: AbortController | null = null;

  /** Tells node-fetch that the exchange has failed, where it keeps its ClientRequest to itself. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  override drop(): void {
    super.drop();
    this.#controller?.abort();
  }

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

  /** The response as node-fetch has it, of a request that was not seen. */
  async bare(fetching: Promise<FetchResponse>): Promise<TransportResponse> {
    const { url, method, body: upload } = this.request;
    // Aborted before anything is on the wire: that needs another turn of the event loop.
    if (isRewritten(url)) throw unsupported('raw-target', 'a WHATWG URL parser would rewrite the URL');
    if (upload !== null && hasNoBody(method)) throw unsupported('get-body', `${method} has a body`);
    this.intercepted();
    const response = await this.race(fetching);
    this.timer?.activity();
    const stream = response.body as Readable | null;
    const body = stream === null ? null : new IncomingBody(stream, this, (error) => toBodyException(error, this));
    if (body === null) this.finish();
    return {
      status: response.status,
      reason: response.statusText,
      httpVersion: '1.1',
      headers: rawHeaders(response),
      body: body === null ? new Uint8Array(0) : this.request.stream ? body : await body.whole(),
    };
  }
}

function unsupported(capability: Capability, reason: string): UnsupportedByTransport {
  return new UnsupportedByTransport('node-fetch', capability, { reason: `${reason}, and node:http is mocked` });
}

function rawHeaders(response: FetchResponse): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, values] of Object.entries(response.headers.raw())) {
    for (const value of values) headers.append(name, value);
  }
  return headers;
}
