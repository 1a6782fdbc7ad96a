import { request as httpRequest, type IncomingMessage } from 'node:http';
import { transportRequest } from '@req/transport-conformance';
import { ConnectionError, ReadTimeout } from '../../src/errors/errors.ts';
import { HeaderMap } from '../../src/headers/header-map.ts';
import { errorFromSignal } from '../../src/transport/phase-timer.ts';
import type { Transport, TransportRequest, TransportResponse } from '../../src/transport/transport.ts';

/** A minimal transport over node:http. One connection per request, so that a dropped one is visible. */
export class HttpTransport implements Transport {
  readonly name = 'http';
  readonly capabilities = new Set(['get-body', 'host-header', 'raw-body'] as const);
  closed = 0;

  send(request: TransportRequest): Promise<TransportResponse> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(request.url, {
        method: request.method,
        headers: Object.fromEntries(request.headers),
        agent: false,
      });
      const { read } = request.timeout;
      if (read !== null) sent.setTimeout(read, () => sent.destroy(new ReadTimeout(`nothing for ${read} ms`)));
      const abort = (): void => {
        sent.destroy(errorFromSignal(request.signal as AbortSignal));
      };
      request.signal?.addEventListener('abort', abort, { once: true });
      sent.on('close', () => request.signal?.removeEventListener('abort', abort));
      sent.on('response', (response) => resolve(toResponse(response)));
      sent.on('error', (error: Error & { code?: string }) => {
        reject(
          error.code === 'READ_TIMEOUT' || error.code === 'ABORT'
            ? error
            : new ConnectionError(error.message, { cause: error }),
        );
      });
      void write(request.body, sent).catch((error: unknown) => sent.destroy(error as Error));
    });
  }

  async close(): Promise<void> {
    this.closed++;
  }
}

async function write(body: TransportRequest['body'], sent: ReturnType<typeof httpRequest>): Promise<void> {
  if (body instanceof Uint8Array) sent.write(body);
  else if (body !== null) for await (const chunk of body) sent.write(chunk);
  sent.end();
}

function toResponse(message: IncomingMessage): TransportResponse {
  return {
    status: message.statusCode ?? 0,
    reason: message.statusMessage ?? '',
    httpVersion: message.httpVersion,
    headers: HeaderMap.fromFlat(message.rawHeaders),
    body: new MessageBody(message),
  };
}

/** As the contract says, `return()` drops the connection even while a read is pending. That of a generator does not. */
class MessageBody implements AsyncIterableIterator<Uint8Array> {
  readonly #message: IncomingMessage;
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(message: IncomingMessage) {
    this.#message = message;
    this.#chunks = message[Symbol.asyncIterator]();
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    try {
      return await this.#chunks.next();
    } catch (error) {
      throw new ConnectionError('The body broke off.', { cause: error });
    }
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#message.destroy();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** A plain request. */
export function plainRequest(url: string, change: Partial<TransportRequest> = {}): TransportRequest {
  return { ...transportRequest({ url }), ...change };
}
