import http from 'node:http';
import type net from 'node:net';

/**
 * The undocumented part of node:http's Agent that pooling needs; every agent package builds upon it. Tested with Node 20
 * to 26: `test/node-internals.test.ts` checks the running Node.
 */
export interface AgentInternals extends http.Agent {
  keepAlive: boolean;
  addRequest(request: http.ClientRequest, options: AgentRequestOptions): void;
  createSocket(
    request: http.ClientRequest,
    options: AgentRequestOptions,
    callback: (error: Error | null, socket?: net.Socket) => void,
  ): void;
}

/** Where an agent's request goes. */
export interface AgentRequestOptions extends http.ClientRequestArgs {
  host: string;
  port: number;
  /** Empty, or the agent would derive one from the Host header. */
  servername: '';
}

/** A request that waits for its agent. `onSocket` without a socket or an error ends a request that was destroyed. */
export interface WaitingRequest extends http.ClientRequest {
  /** Deno: true once it was sent again. */
  _retrying?: boolean;
  onSocket(socket: net.Socket | null, error?: Error): void;
}

export const AgentBase: new (options: http.AgentOptions) => AgentInternals = http.Agent as never;
