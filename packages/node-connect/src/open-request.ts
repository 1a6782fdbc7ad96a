import http from 'node:http';
import https from 'node:https';
import type { ClientExchange } from './client-exchange.ts';
import { ExactAgent } from './exact-agent.ts';
import type { Way } from './way.ts';

/** The default of every option: Node copies them to where those of a polluted `Object.prototype` are seen. */
const DEFAULTS: http.RequestOptions & { readonly setDefaultHeaders: boolean } = {
  auth: null,
  createConnection: undefined,
  defaultPort: undefined,
  headers: undefined,
  hostname: undefined,
  insecureHTTPParser: false,
  joinDuplicateHeaders: undefined,
  maxHeaderSize: undefined,
  setDefaultHeaders: false,
  setHost: false,
  signal: undefined,
  socketPath: undefined,
  timeout: undefined,
  uniqueHeaders: undefined,
};

/**
 * The ClientRequest of an exchange, for clients that let a request be made for them: it says what core wrote. The body
 * and `end()` are the client's to give.
 */
export function openRequest(exchange: ClientExchange, way: Way): http.ClientRequest {
  const agent = new ExactAgent(exchange, way);
  const options = {
    ...DEFAULTS,
    agent: agent as unknown as http.Agent,
    protocol: agent.protocol,
    host: way.place.host,
    port: way.place.port,
    method: exchange.request.method,
    path: way.target,
  };
  // Asked for by name, so that whoever watches Node's requests sees this one.
  const clientRequest = (way.secure ? https : http).request(options);
  // The exchange has clocks of its own; one more would cost a timer a request.
  clientRequest.setTimeout = returnThis;
  return clientRequest;
}

function returnThis(this: http.ClientRequest): http.ClientRequest {
  return this;
}
