import type { IncomingMessage } from 'node:http';
import { AbortError, Timeout, type TransportRequest } from '@req/core';
import { ClientExchange } from '@req/node-connect';

/** One request of an instance. Interceptors may make several in one exchange. */
export class InstanceAttempt extends ClientExchange {
  readonly #readByAxios: boolean;

  /** @param readByAxios An interceptor has set a `responseType` for which axios reads the body itself. */
  constructor(request: TransportRequest, readByAxios = false) {
    super(request);
    this.#readByAxios = readByAxios;
  }

  /** Gives axios, and so its interceptors, an error with one of axios' codes. */
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
    // The time that interceptors take does not count.
    else this.timer.pause();
  }
}
