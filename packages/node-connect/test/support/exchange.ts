import http from 'node:http';
import https from 'node:https';
import type { TransportRequest } from '@req/core';
import { transportRequest } from '@req/transport-conformance';
import { ClientExchange } from '../../src/http/client-exchange.ts';
import type { NodeAgents } from '../../src/http/node-agents.ts';

/** A prepared GET, as core hands it to a transport. */
export function prepared(url: string, more: Partial<TransportRequest> = {}): TransportRequest {
  return { ...transportRequest({ url }), ...more };
}

export interface Exchange {
  readonly status: number;
  readonly text: string;
  readonly clientRequest: http.ClientRequest;
}

/** One exchange as clients on node:http make it: they parse the URL, the agent is ours. */
export function exchange(
  agents: NodeAgents,
  request: TransportRequest,
  observe: (clientRequest: http.ClientRequest) => void = () => {},
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const agent = agents.agentFor(new ClientExchange(request));
    const url = new URL(request.url);
    const client = url.protocol === 'https:' ? https : http;
    const headers = Object.fromEntries(request.headers);
    const clientRequest = client.request(url, { method: request.method, headers, agent }, (response) => {
      let text = '';
      response.setEncoding('latin1');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, clientRequest }));
      response.on('error', reject);
    });
    observe(clientRequest);
    clientRequest.on('error', reject);
    clientRequest.end();
  });
}
