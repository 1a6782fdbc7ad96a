import http from 'node:http';
import https from 'node:https';
import type { ClientExchange } from './client-exchange.ts';
import type { ConnectionRoute } from './connection-route.ts';
import { ExchangeAgent } from './exchange-agent.ts';
import { headerLines } from './request-head/fields.ts';
import { rewriteRequestHead } from './request-head/rewrite.ts';

export interface OpenRequestOptions {
  /** The client's own timeout counts besides the clocks of the exchange. */
  readonly ownTimeout?: boolean;
}

/**
 * The ClientRequest of an exchange, for clients that let a request be made for them: it says what core wrote. The body
 * and `end()` are the client's to give.
 */
export function openRequest(
  exchange: ClientExchange,
  route: ConnectionRoute,
  { ownTimeout = false }: OpenRequestOptions = {},
): http.ClientRequest {
  const agent = new ExchangeAgent(exchange, route);
  // Every option is said: Node copies them to where those of a polluted `Object.prototype` are seen.
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
  // Asked for by name, so that whoever watches Node's requests sees this one.
  const clientRequest = requested(route, options);
  // The agent was never asked: another one is in its place, and nothing is on the wire yet.
  if (exchange.clientRequest === null) {
    exchange.intercepted();
    exchange.observe(clientRequest);
    rewriteRequestHead(exchange, 'agent', headerLines(exchange.request, route));
  }
  // The exchange has clocks of its own; one more would cost a timer a request.
  if (!ownTimeout) clientRequest.setTimeout = returnThis;
  return clientRequest;
}

function requested(route: ConnectionRoute, options: http.RequestOptions): http.ClientRequest {
  const send = (route.secure ? https : http).request;
  if (!route.absolute) return send(options);
  try {
    return send(options);
  } catch (error) {
    // A mock that cannot read a request for a proxy is asked as if there were none: it never gets to the proxy.
    if ((error as { code?: unknown } | null)?.code !== 'ERR_INVALID_URL') throw error;
    const { protocol, hostname, port, pathname, search } = new URL(route.target);
    return http.request({ ...options, protocol, host: hostname, port, path: pathname + search });
  }
}

function returnThis(this: http.ClientRequest): http.ClientRequest {
  return this;
}
