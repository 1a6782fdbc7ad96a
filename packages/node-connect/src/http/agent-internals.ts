import http from 'node:http';
import type net from 'node:net';

/**
 * What node:http's Agent consists of besides its documented part: the same in Node 20 to 26, and what every agent
 * package builds upon.
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
  /** Empty, lest the agent makes one of the Host header. */
  servername: '';
}

/** A request that waits for its agent. `onSocket` without a socket or an error ends one that was destroyed. */
export interface WaitingRequest extends http.ClientRequest {
  onSocket(socket: net.Socket | null, error?: Error): void;
}

export const AgentBase: new (options: http.AgentOptions) => AgentInternals = http.Agent as never;
