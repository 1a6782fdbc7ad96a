import type { IncomingMessage } from 'node:http';
import { AbortError, Timeout, type TransportRequest } from '@req/core';
import { ClientExchange } from '@req/node-connect';

/** One request of an instance: an interceptor may make several for one exchange. */
export class InstanceAttempt extends ClientExchange {
  readonly #readByAxios: boolean;

  /** @param readByAxios An interceptor wants axios to read the body, before anybody has the response. */
  constructor(request: TransportRequest, readByAxios = false) {
    super(request);
    this.#readByAxios = readByAxios;
  }

  /** axios hears of a failure in its own terms, as its interceptors do. */
  override drop(): void {
    const { failure, clientRequest } = this;
    if (failure instanceof Error && clientRequest !== null && !clientRequest.destroyed) {
      const code =
        failure instanceof Timeout ? 'ECONNABORTED' : failure instanceof AbortError ? 'ERR_CANCELED' : 'ERR_NETWORK';
      clientRequest.destroy(Object.assign(new Error(failure.message, { cause: failure }), { code }));
    }
    super.drop();
  }

  protected override headArrived(incoming: IncomingMessage): void {
    if (this.timer === null) return;
    if (this.#readByAxios) incoming.on('data', () => this.timer?.activity());
    // Interceptors have it now, for as long as they want.
    else this.timer.pause();
  }
}
