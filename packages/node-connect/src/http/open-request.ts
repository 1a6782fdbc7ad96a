import http from 'node:http';
import https from 'node:https';
import type { ClientExchange } from './client-exchange.ts';
import type { ConnectionRoute } from './connection-route.ts';
import { ExchangeAgent } from './exchange-agent.ts';
import { headerLines } from './request-head/fields.ts';
import { rewriteRequestHead } from './request-head/rewrite.ts';

/** The options of `openRequest()`. */
export interface OpenRequestOptions {
  /** Keep `setTimeout` working: the client has a timeout of its own besides the timers of the exchange. */
  readonly ownTimeout?: boolean;
}

/** The ClientRequest of an exchange, with the head that core wrote. Body and `end()` are the caller's. */
export function openRequest(
  exchange: ClientExchange,
  route: ConnectionRoute,
  { ownTimeout = false }: OpenRequestOptions = {},
): http.ClientRequest {
  const agent = new ExchangeAgent(exchange, route);
  // All options are set: Node copies them into an object where a missing one is looked up on `Object.prototype`.
  const options: http.RequestOptions & { readonly setDefaultHeaders: boolean } = {
    agent: agent as unknown as http.Agent,
    auth: null,
    defaultPort: undefined,
    headers: undefined,
    host: route.address.host,
    hostname: undefined,
    insecureHTTPParser: false,
    joinDuplicateHeaders: undefined,
    maxHeaderSize: undefined,
    method: exchange.request.method,
    path: route.target,
    port: route.address.port,
    protocol: agent.protocol,
    setDefaultHeaders: false,
    setHost: false,
    signal: undefined,
    socketPath: undefined,
    timeout: undefined,
    uniqueHeaders: undefined,
  };
  // Called through the module object, so that mocks and tracers see it.
  const clientRequest = call(route, options);
  // The agent was not asked: a mock has put another in its place. Nothing is written yet.
  if (exchange.clientRequest === null) {
    exchange.intercepted();
    exchange.observe(clientRequest);
    rewriteRequestHead(exchange, 'agent', headerLines(exchange.request, route));
  }
  // The exchange has its own timers.
  if (!ownTimeout) clientRequest.setTimeout = returnThis;
  return clientRequest;
}

function call(route: ConnectionRoute, options: http.RequestOptions): http.ClientRequest {
  const send = (route.secure ? https : http).request;
  if (!route.absolute) return send(options);
  try {
    return send(options);
  } catch (error) {
    // A mock that cannot parse the absolute form gets the request as if there were no proxy: it never reaches one.
    if ((error as { code?: unknown } | null)?.code !== 'ERR_INVALID_URL') throw error;
    const { protocol, hostname, port, pathname, search } = new URL(route.target);
    return http.request({ ...options, protocol, host: hostname, port, path: pathname + search });
  }
}

function returnThis(this: http.ClientRequest): http.ClientRequest {
  return this;
}
