import type { ClientRequest, IncomingMessage } from 'node:http';
import { HeaderMap, RequestException, type TransportRequest, type TransportResponse } from '@req/core';
import { hostOf, mayCollect } from '@req/core/transport';
import { ClientExchange, fromSocketError, IncomingBody, type NodeAgents, toUpload } from '@req/node-connect';

/** One exchange over a ClientRequest that is made here. */
export class HttpExchange extends ClientExchange {
  readonly #agents: NodeAgents;
  #body: IncomingBody | null = null;

  constructor(request: TransportRequest, agents: NodeAgents) {
    super(request);
    this.#agents = agents;
  }

  async send(): Promise<TransportResponse> {
    const { request } = this;
    const clientRequest = this.#agents.request(this);
    this.#write(clientRequest);
    const incoming = await this.response(clientRequest);
    const status = incoming.statusCode as number;
    const body = this.#body as IncomingBody;
    return {
      status,
      reason: incoming.statusMessage as string,
      httpVersion: incoming.httpVersion,
      headers: HeaderMap.fromFlat(incoming.rawHeaders),
      body: mayCollect(request, status) ? await body.whole() : body,
      facts: this.facts,
    };
  }

  /** The exception that the caller gets for an error met before the response. */
  toException(error: unknown): unknown {
    if (this.failure !== null) return this.failure;
    if (error instanceof RequestException) return error;
    if (this.socketError instanceof RequestException) return this.socketError;
    return this.brokenBy(error, hostOf(this.request.url));
  }

  protected override headArrived(incoming: IncomingMessage): void {
    // Before any byte of the body: from now on it is read on demand.
    this.#body = new IncomingBody(incoming, this, (error) =>
      fromSocketError(error, { host: hostOf(this.request.url), phase: 'body' }),
    );
  }

  #write(clientRequest: ClientRequest): void {
    const upload = toUpload(this);
    if (upload === null || upload instanceof Uint8Array) {
      clientRequest.end(upload ?? undefined);
      return;
    }
    // A failed upload has failed the exchange already; an unheard 'error' would end the process.
    upload.on('error', () => {});
    upload.pipe(clientRequest);
  }
}
