import { AbortError, Timeout } from '@req/core';
import { ClientExchange } from '@req/node-connect';

/** One request of an instance: an interceptor may make several for one exchange. */
export class InstanceAttempt extends ClientExchange {
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

  /** Interceptors have it now, for as long as they want. */
  protected override headArrived(): void {
    this.timer?.pause();
  }
}
