import { RetryError, UnrewindableBodyError } from '../errors/errors.ts';
import { redactUrl } from '../errors/redact.ts';
import { ownProperty } from '../lang/own-properties.ts';
import type { Capability } from './capabilities.ts';
import { discard } from './discard.ts';
import { withLastResponse } from './last-response.ts';
import { sleep } from './long-timer.ts';
import { errorFromSignal } from './phase-timer.ts';
import { parseRetryAfter } from './retry-after.ts';
import {
  backoff,
  methodAllowed,
  type RetryAttempt,
  type RetryPolicy,
  type RetryReason,
  type RetryRules,
  retryRules,
  statusRetried,
} from './retry-policy.ts';
import { retryReason } from './retry-reason.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

/** A response of a retrying transport: `retries` lists the attempts before it, when there were any. */
export interface RetriedResponse extends TransportResponse {
  readonly retries?: readonly RetryAttempt[];
}

/**
 * A transport that sends requests again by urllib3's rules: after errors before anything was sent with every method;
 * after errors later on, and after responses of the statuses named, with the methods allowed. Redirects do not count.
 * Responses given up are read to their end or dropped. The attempts before the last are listed as `retries` on the
 * response, and on the error when the last attempt fails too.
 *
 * Rejects with the last error; with `RetryError` when responses of a retried status used up the policy; with
 * `UnrewindableBodyError` when the body is gone; with `InvalidHeader` for a Retry-After that cannot be read.
 */
export function retry(transport: Transport, policy: RetryPolicy | number): Transport {
  return new RetryTransport(transport, retryRules(policy));
}

class RetryTransport implements Transport {
  readonly name: string;
  readonly capabilities: ReadonlySet<Capability>;
  readonly socketPath: string | null;
  readonly #inner: Transport;
  readonly #rules: RetryRules;

  constructor(inner: Transport, rules: RetryRules) {
    this.name = inner.name;
    this.capabilities = inner.capabilities;
    this.socketPath = (ownProperty(inner, 'socketPath') as string | null | undefined) ?? null;
    this.#inner = inner;
    this.#rules = rules;
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    const run = new RetryRun(request, this.#rules);
    for (;;) {
      let response: TransportResponse;
      try {
        response = await this.#inner.send(request);
      } catch (error) {
        await run.afterError(error);
        continue;
      }
      if (!run.wants(response)) return run.finish(response);
      await run.afterResponse(response);
    }
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

/** The counts of one request. */
class RetryRun {
  readonly #request: TransportRequest;
  readonly #rules: RetryRules;
  readonly #attempts: RetryAttempt[] = [];
  readonly #used: Record<RetryReason, number> = { connect: 0, read: 0, status: 0, other: 0 };

  constructor(request: TransportRequest, rules: RetryRules) {
    this.#request = request;
    this.#rules = rules;
  }

  /** Waits for the next attempt, or throws what the caller gets. */
  async afterError(error: unknown): Promise<void> {
    const reason = this.#rules.disabled ? null : retryReason(error);
    if (reason === null || !this.#mayRepeat(reason) || !this.#take(reason)) throw this.#listed(error);
    this.#note(null, error);
    this.#checkBody(error);
    await this.#wait(backoff(this.#rules, this.#attempts.length));
  }

  /** Whether a response is to be given up for another attempt, or for a `RetryError`. */
  wants(response: TransportResponse): boolean {
    const { method } = this.#request;
    // Retry-After is heeded only while retries are left: then the last response is the answer, not an error.
    const asked = response.headers.has('retry-after') && this.#left('status');
    if (!statusRetried(this.#rules, method, response.status, asked)) return false;
    return this.#left('status') || this.#rules.raiseOnStatus;
  }

  /** Waits for the next attempt, or throws `RetryError`. */
  async afterResponse(response: TransportResponse): Promise<void> {
    const retryAfter = this.#rules.respectRetryAfterHeader ? response.headers.get('retry-after') : null;
    const read = await discard(response, this.#request.signal);
    let wait: number;
    try {
      if (!this.#take('status')) {
        const { method, url } = this.#request;
        throw this.#listed(new RetryError(`${method} ${redactUrl(url)}: too many ${response.status} error responses`));
      }
      this.#note(response.status, null);
      this.#checkBody(undefined);
      const asked = retryAfter === null ? 0 : parseRetryAfter(retryAfter, this.#rules.retryAfterMax);
      wait = asked || backoff(this.#rules, this.#attempts.length);
    } catch (error) {
      throw withLastResponse(error as Error, read);
    }
    await this.#wait(wait);
  }

  finish(response: TransportResponse): RetriedResponse {
    return this.#attempts.length === 0 ? response : this.#listed(response);
  }

  #mayRepeat(reason: RetryReason): boolean {
    if (reason === 'connect') return true;
    return (reason !== 'read' || !this.#rules.readDisabled) && methodAllowed(this.#rules, this.#request.method);
  }

  #left(reason: RetryReason): boolean {
    const { total, [reason]: limit } = this.#rules.limits;
    return (total === null || this.#attempts.length < total) && (limit === null || this.#used[reason] < limit);
  }

  #take(reason: RetryReason): boolean {
    if (!this.#left(reason)) return false;
    this.#used[reason]++;
    return true;
  }

  #note(status: number | null, error: unknown): void {
    const { method, url } = this.#request;
    this.#attempts.push({ method, url: redactUrl(url), status, error });
  }

  #checkBody(cause: unknown): void {
    if (canSendAgain(this.#request.body)) return;
    const { method, url } = this.#request;
    const message = `${method} ${redactUrl(url)} is not retried: its body can be sent once only and was sent already.`;
    throw this.#listed(new UnrewindableBodyError(message, { cause }));
  }

  async #wait(milliseconds: number): Promise<void> {
    this.#throwIfAborted();
    if (milliseconds <= 0) return;
    await sleep(milliseconds, this.#request.signal);
    this.#throwIfAborted();
  }

  #throwIfAborted(): void {
    const { signal } = this.#request;
    if (signal?.aborted) throw this.#listed(errorFromSignal(signal));
  }

  /** Not enumerable: what is logged shows the last attempt, not all of them. */
  #listed<T>(target: T): T {
    if (typeof target === 'object' && target !== null && Object.isExtensible(target))
      Object.defineProperty(target, 'retries', { value: [...this.#attempts], configurable: true });
    return target;
  }
}

/** Bytes can; so can a stream that says so, or one that hands out a new iterator each time. */
function canSendAgain(body: TransportRequest['body']): boolean {
  if (body === null || body instanceof Uint8Array) return true;
  const { rewindable } = body as { rewindable?: unknown };
  if (typeof rewindable === 'boolean') return rewindable;
  return (
    typeof (body as { next?: unknown }).next !== 'function' && typeof (body as { pipe?: unknown }).pipe !== 'function'
  );
}
