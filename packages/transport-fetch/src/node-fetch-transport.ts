import type { ClientRequest, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
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
  isKeepAlive,
  isRewritten,
  NodeAgents,
  parsableUrl,
  readConnectionOptions,
  toUpload,
} from '@req/node-connect';
import type { Response as FetchResponse, RequestInit } from 'node-fetch';
import type { NodeFetch } from './is-node-fetch.ts';
import { toBodyException, toException } from './node-fetch-error.ts';

const CAPABILITIES: ReadonlySet<Capability> = allCapabilitiesExcept('chunk-boundaries', 'http2');

/**
 * Sends with node-fetch, through its documented options. Its `agent` is one of `NodeAgents`, which knows the session's
 * proxies, TLS settings and address guard and writes core's head; node-fetch reads the response body.
 */
export class NodeFetchTransport implements Transport {
  readonly name = 'node-fetch';
  readonly capabilities: ReadonlySet<Capability> = CAPABILITIES;
  readonly socketPath: string | null;
  readonly #fetch: NodeFetch;
  readonly #agents: NodeAgents;
  #closed = false;

  /** @throws TypeError for a wrong value. */
  constructor(fetch: NodeFetch, connections: ConnectionOptions) {
    this.#fetch = fetch;
    this.#agents = new NodeAgents(readConnectionOptions(connections));
    this.socketPath = this.#agents.socketPath;
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) throw new ConnectionError('The transport is closed.');
    const exchange = new NodeFetchExchange(request);
    try {
      const checking = this.#agents.checkProxiedTarget(request);
      if (checking !== null) await checking;
      return await exchange.send(this.#fetch, this.#agents);
    } catch (error) {
      exchange.drop();
      throw toException(error, exchange);
    }
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#agents.close();
  }
}

/** node-fetch's own redirects, decoding and limits, switched off; no prototype, so that it finds nothing else. */
const OFF: RequestInit & Record<string, unknown> = {
  compress: false,
  counter: 0,
  follow: 0,
  highWaterMark: 65_536,
  insecureHTTPParser: false,
  redirect: 'manual',
  referrer: '',
  referrerPolicy: 'no-referrer',
  size: 0,
};

class NodeFetchExchange extends ClientExchange {
  readonly #controller: AbortController = new AbortController();

  async send(fetch: NodeFetch, agents: NodeAgents): Promise<TransportResponse> {
    const { request } = this;
    const upload = toUpload(this);
    const fetching = fetch(parsableUrl(request.url), this.#init(agents, upload));
    // node:http asks the agent for a connection at once, unless it is mocked.
    if (this.clientRequest === null) this.#mocked(fetching, upload);
    // node-fetch also resolves with a response that the agent has rejected.
    else await this.response(this.clientRequest, fetching);
    const response = await this.race(fetching);
    if (this.incoming === null) this.timer?.activity();
    const body = new IncomingBody(response.body as Readable, this, (error) => toBodyException(error, this));
    return {
      // Node's own response has the header lines in their case and order, and Location as the server wrote it.
      status: response.status,
      reason: response.statusText,
      httpVersion: this.incoming?.httpVersion ?? '1.1',
      headers: this.incoming === null ? rawHeaders(response) : HeaderMap.fromFlat(this.incoming.rawHeaders),
      body: mayCollect(request, response.status) ? await body.whole() : body,
      facts: this.facts,
    };
  }

  #init(agents: NodeAgents, upload: Buffer | Readable | null): RequestInit {
    const { body, headers, method } = this.request;
    const init: RequestInit = Object.assign(Object.create(null), OFF);
    init.agent = agents.agentFor(this);
    init.body = upload;
    init.headers = [...headers].filter(([name, value]) => !isKeepAlive(name, value)) as [string, string][];
    // The agent writes the real method; node-fetch only has to let the body pass.
    init.method = body !== null && hasNoBody(method) ? 'POST' : method;
    init.signal = this.#controller.signal as NonNullable<RequestInit['signal']>;
    return init;
  }

  /** The request goes out, if at all, as node-fetch makes it. */
  #mocked(fetching: Promise<unknown>, upload: Buffer | Readable | null): void {
    const { body, method, url } = this.request;
    const lost = isRewritten(url) ? REWRITTEN : body !== null && hasNoBody(method) ? GET_BODY : null;
    if (lost !== null) {
      // Aborted before anything is written: that needs another turn of the event loop.
      fetching.catch(() => {});
      throw new UnsupportedByTransport('node-fetch', lost.capability, { reason: lost.reason });
    }
    this.intercepted();
    if (upload instanceof Readable) upload.once('end', () => this.uploaded());
  }

  override drop(): void {
    super.drop();
    this.#controller.abort();
  }

  override observe(clientRequest: ClientRequest): void {
    super.observe(clientRequest);
    const { abort } = clientRequest;
    // After any error node-fetch aborts the request, which discards the rest of a response that is complete.
    clientRequest.abort = () => {
      if (this.incoming?.complete !== true) abort.call(clientRequest);
    };
  }

  protected override headArrived(incoming: IncomingMessage): void {
    // The pool expects a socket that keeps the process alive until it is free.
    incoming.once('end', () => this.keepAlive(true));
  }
}

const REWRITTEN = {
  capability: 'raw-target',
  reason: 'a WHATWG URL parser would rewrite the URL, and node:http is mocked',
} as const;

const GET_BODY = { capability: 'get-body', reason: 'GET or HEAD has a body, and node:http is mocked' } as const;

/** The methods for which a fetch takes no body. */
function hasNoBody(method: string): boolean {
  return /^(?:GET|HEAD)$/i.test(method);
}

function rawHeaders(response: FetchResponse): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, values] of Object.entries(response.headers.raw())) {
    for (const value of values) headers.append(name, value);
  }
  return headers;
}
