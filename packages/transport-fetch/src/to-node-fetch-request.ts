import { Readable } from 'node:stream';
import { type ClientExchange, isKeepAlive, type NodeAgents, toUpload } from '@req/node-connect';
import type { RequestInit } from 'node-fetch';

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
  signal: null,
  size: 0,
};

/**
 * What node-fetch is asked to send. Headers and method are put in where it asks its agent for a connection: its own
 * `Headers` lower and sort them, and add some.
 */
export function toNodeFetchRequest(exchange: ClientExchange, agents: NodeAgents): RequestInit {
  const { request } = exchange;
  const init: RequestInit = Object.assign(Object.create(null), OFF);
  init.body = toUpload(exchange);
  init.headers = [];
  // The method goes out as the request says; this one only has to let a body pass, which GET and HEAD do not.
  init.method = request.body === null ? 'GET' : 'POST';
  init.agent = agents.agentFor(exchange);
  return init;
}

/** What can be asked of an exchange whose ClientRequest node-fetch keeps to itself. */
interface BareExchange extends ClientExchange {
  readonly signal: AbortSignal;
}

/**
 * The same as somebody would ask of node-fetch who has nothing else: what stands in the way between it and the network
 * sees method, headers and body. Where our agent is asked for a connection all the same, it puts in the exact head.
 */
export function toBareRequest(exchange: BareExchange, agents: NodeAgents): RequestInit {
  const { request } = exchange;
  const init = toNodeFetchRequest(exchange, agents);
  init.headers = [...request.headers].filter(([name, value]) => !isKeepAlive(name, value)) as [string, string][];
  if (request.body === null || !hasNoBody(request.method)) init.method = request.method;
  init.signal = exchange.signal as NonNullable<RequestInit['signal']>;
  if (init.body instanceof Readable) init.body.once('end', () => exchange.uploaded());
  return init;
}

/** The methods for which a fetch takes no body. */
export function hasNoBody(method: string): boolean {
  return /^(?:GET|HEAD)$/i.test(method);
}
