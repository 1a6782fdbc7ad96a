import { type ClientExchange, type NodeAgents, toUpload } from '@req/node-connect';
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
  init.agent = agents.exactAgentFor(exchange);
  return init;
}
