import type { ClientRequest, IncomingMessage } from 'node:http';
import { HeaderMap, type TransportRequest, type TransportResponse } from '@req/core';
import { mayCollect } from '@req/core/transport';
import { ClientExchange, IncomingBody, type NodeAgents, parsableUrl, toUpload } from '@req/node-connect';
import { Axios, type AxiosRequestConfig } from 'axios';
import { toBodyException, toException } from './axios-error.ts';
import { letGoOfUpload } from './upload.ts';

/**
 * An axios that nobody else has: no interceptors, nothing to transform, no defaults. What a request says is all there
 * is: axios merges own properties into an object without a prototype.
 */
const own = new Axios({});

/** One exchange over an axios of our own. axios' adapter lets us make the ClientRequest, and never sees the body. */
export class OwnExchange extends ClientExchange {
  readonly #agents: NodeAgents;
  #onResponse: ((answer: Answer) => void) | null = null;
  #body: IncomingBody | null = null;

  constructor(request: TransportRequest, agents: NodeAgents) {
    super(request);
    this.#agents = agents;
  }

  async send(): Promise<TransportResponse> {
    const { request } = this;
    // The shortest that keeps axios' own doings off; it takes own properties alone.
    const config: AxiosRequestConfig = {
      adapter: 'http',
      data: undefined,
      decompress: false,
      maxRedirects: 0,
      method: request.method,
      proxy: false,
      responseType: 'stream',
      transport: new OwnTransport(this),
      url: parsableUrl(request.url),
    };
    if (request.body !== null) {
      config.data = toUpload(this);
      letGoOfUpload(config.data, this);
    }
    await this.race(own.request(config));
    const incoming = this.incoming as IncomingMessage;
    const body = this.#body as IncomingBody;
    return {
      status: incoming.statusCode as number,
      reason: incoming.statusMessage as string,
      httpVersion: incoming.httpVersion,
      headers: HeaderMap.fromFlat(incoming.rawHeaders),
      body: mayCollect(request, incoming.statusCode as number) ? await body.whole() : body,
    };
  }

  toException(error: unknown): unknown {
    return toException(error, this);
  }

  /** Makes the request that the adapter asks for; `onResponse` is how it gets to know of the response. */
  open(onResponse: (answer: Answer) => void): ClientRequest {
    this.#onResponse = onResponse;
    return this.#agents.request(this);
  }

  protected override headArrived(incoming: IncomingMessage): void {
    // Before any byte of it is there: they come at our demand alone.
    this.#body = new IncomingBody(incoming, this, (error) => toBodyException(error, this));
    this.#onResponse?.(new Answer(incoming));
  }
}

/** In the place of Node's http module; a class, because axios copies plain objects. */
class OwnTransport {
  readonly #exchange: OwnExchange;

  constructor(exchange: OwnExchange) {
    this.#exchange = exchange;
  }

  request(_options: unknown, onResponse: (answer: Answer) => void): ClientRequest {
    return this.#exchange.open(onResponse);
  }
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

/** A response as far as axios' adapter has to know it. Headers and body are taken from Node's, once. */
class Answer {
  readonly headers: typeof NO_HEADERS = NO_HEADERS;
  readonly statusCode: number | undefined;
  readonly statusMessage: string | undefined;
  readonly #incoming: IncomingMessage;

  constructor(incoming: IncomingMessage) {
    this.statusCode = incoming.statusCode;
    this.statusMessage = incoming.statusMessage;
    this.#incoming = incoming;
  }

  get destroyed(): boolean {
    return this.#incoming.destroyed;
  }

  emit(event: string, error: unknown): boolean {
    return this.#incoming.emit(event, error);
  }

  destroy(): void {
    this.#incoming.destroy();
  }
}
