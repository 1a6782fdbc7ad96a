import { redactUrl } from '#redact';
import { type RetryAttempt, RetryError, UnrewindableBodyError } from '../errors/errors.ts';
import { notify } from '../lang/notify.ts';
import { ownProperty } from '../lang/own-properties.ts';
import { resendCount } from './context.ts';
import { discard, MAX_SHOWN } from './discard.ts';
import { attemptsOf } from './facts.ts';
import { withLastResponse } from './last-response.ts';
import { sleep } from './long-timer.ts';
import { errorFromSignal } from './phase-timer.ts';
import {
  backoff,
  methodAllowed,
  parseRetryAfter,
  type RetryPolicy,
  type RetryReason,
  type RetryRules,
  retryReason,
  retryRules,
  statusRetried,
} from './retry-policy.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';
import { TransportWrapper, withFacts } from './transport-wrapper.ts';

/** A response of a retrying transport. `retries` lists the attempts before it, if there were any. */
export interface RetriedResponse extends TransportResponse {
  /** The attempts before this response, if there were any. */
  readonly retries?: readonly RetryAttempt[];
}

/**
 * Wraps a transport: requests are sent again by the rules of urllib3. After errors before anything was sent, with every
 * method; after later errors, and after responses with one of the statuses, with the allowed methods. Redirects do not
 * count. Responses that are retried are read to their end or dropped. `retries` lists the attempts before the last, on the
 * response, and on the error when the last attempt fails too.
 *
 * Rejects with the last error; with `RetryError` when the last response has a retried status; with
 * `UnrewindableBodyError` when the body cannot be sent again; with `InvalidHeader` for an invalid Retry-After.
 */
export function retry(transport: Transport, policy: RetryPolicy | number): Transport {
  return new RetryTransport(transport, retryRules(policy));
}

class RetryTransport extends TransportWrapper {
  readonly #rules: RetryRules;

  constructor(inner: Transport, rules: RetryRules) {
    super(inner);
    this.#rules = rules;
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    const run = new RetryRun(request, this.#rules);
    for (;;) {
      let response: TransportResponse;
      try {
        response = await this.inner.send(run.request);
      } catch (error) {
        await run.afterError(error);
        continue;
      }
      if (!run.rejects(response)) return run.finish(response);
      await run.afterResponse(response);
    }
  }
}

/** The attempts of one request. */
class RetryRun {
  /** As the next attempt sends it. */
  request: TransportRequest;
  /** As it came here. */
  readonly #first: TransportRequest;
  readonly #rules: RetryRules;
  readonly #attempts: RetryAttempt[] = [];
  /** How often the request was sent. Each attempt may itself be several, of another retrying transport. */
  #sends = 0;
  readonly #used: Record<RetryReason, number> = { connect: 0, read: 0, status: 0, other: 0 };

  constructor(request: TransportRequest, rules: RetryRules) {
    this.request = request;
    this.#first = request;
    this.#rules = rules;
    rules.budget?.deposit();
  }

  /** Waits until the next attempt is due, or throws the error that the caller gets. */
  async afterError(error: unknown): Promise<void> {
    this.#sends += 1 + retriesBefore(error);
    const reason = this.#rules.disabled ? null : retryReason(error);
    if (reason === null || !this.#mayRepeat(reason) || !this.#take(reason)) throw this.#withRetries(error);
    this.#note(null, error);
    this.#checkBody(error);
    await this.#waitFor(reason, backoff(this.#rules, this.#attempts.length));
  }

  /** Whether a response is dropped, for another attempt or for a `RetryError`. */
  rejects(response: TransportResponse): boolean {
    const { method } = this.request;
    // Retry-After counts only while retries are left. Without any the response is returned; it is not an error.
    const asked = response.headers.has('retry-after') && this.#left('status');
    if (!statusRetried(this.#rules, method, response.status, asked)) return false;
    return this.#left('status') || this.#rules.raiseOnStatus;
  }

  /** Waits until the next attempt is due, or throws `RetryError`. */
  async afterResponse(response: TransportResponse): Promise<void> {
    this.#sends += attemptsOf(response);
    const retryAfter = this.#rules.respectRetryAfterHeader ? response.headers.get('retry-after') : null;
    // The last one becomes the response of the `RetryError`.
    const read = await discard(response, this.request.signal, this.#left('status') ? undefined : MAX_SHOWN);
    let wait: number;
    try {
      if (!this.#take('status')) {
        const { method, url } = this.request;
        throw this.#withRetries(
          new RetryError(`${method} ${redactUrl(url)}: too many ${response.status} error responses`),
        );
      }
      this.#note(response.status, null);
      this.#checkBody(undefined);
      const asked = retryAfter === null ? 0 : parseRetryAfter(retryAfter, this.#rules.retryAfterMax);
      wait = asked || backoff(this.#rules, this.#attempts.length);
    } catch (error) {
      throw withLastResponse(error as Error, this.#sends === 1 ? read : withFacts(read, { attempts: this.#sends }));
    }
    await this.#waitFor('status', wait);
  }

  finish(response: TransportResponse): RetriedResponse {
    if (this.#attempts.length === 0) return response;
    return this.#withRetries(withFacts(response, { attempts: this.#sends + attemptsOf(response) }));
  }

  #mayRepeat(reason: RetryReason): boolean {
    if (reason === 'connect') return true;
    return (reason !== 'read' || !this.#rules.readDisabled) && methodAllowed(this.#rules, this.request.method);
  }

  #left(reason: RetryReason): boolean {
    const { total, [reason]: limit } = this.#rules.limits;
    if (this.#rules.budget?.empty === true) return false;
    return (total === null || this.#attempts.length < total) && (limit === null || this.#used[reason] < limit);
  }

  #take(reason: RetryReason): boolean {
    if (!this.#left(reason)) return false;
    this.#used[reason]++;
    this.#rules.budget?.withdraw();
    return true;
  }

  #note(status: number | null, error: unknown): void {
    const { method, url } = this.request;
    this.#attempts.push({ method, url: redactUrl(url), status, error });
  }

  #checkBody(cause: unknown): void {
    if (canSendAgain(this.request.body)) return;
    const { method, url } = this.request;
    const message = `${method} ${redactUrl(url)} is not retried: its body can be sent once only and was sent already.`;
    throw this.#withRetries(new UnrewindableBodyError(message, { cause }));
  }

  /** Tells that another attempt follows, and waits until it is due. */
  async #waitFor(reason: RetryReason, wait: number): Promise<void> {
    this.#throwIfAborted();
    const last = this.#attempts.at(-1) as RetryAttempt;
    const { status, error } = last;
    this.request.trace?.({ type: 'retry', time: performance.now(), status, error, wait });
    notify(this.#rules.onRetry, { ...last, number: this.#attempts.length, reason, wait });
    await this.#wait(wait);
    const { context } = this.#first;
    const resends = (context.get(resendCount) ?? 0) + this.#sends;
    this.request = { ...this.#first, context: context.with(resendCount.with(resends)) };
  }

  async #wait(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    await sleep(milliseconds, this.request.signal);
    this.#throwIfAborted();
  }

  #throwIfAborted(): void {
    const { signal } = this.request;
    if (signal?.aborted) throw this.#withRetries(errorFromSignal(signal));
  }

  /** Adds `retries`. Not enumerable: a log shows the last attempt, not all of them. */
  #withRetries<T>(target: T): T {
    if (typeof target === 'object' && target !== null && Object.isExtensible(target))
      Object.defineProperty(target, 'retries', { value: [...this.#attempts], configurable: true });
    return target;
  }
}

/** How many attempts another retrying transport made before the one that ended in this error. */
function retriesBefore(error: unknown): number {
  const retries = typeof error === 'object' && error !== null ? ownProperty(error, 'retries') : null;
  return Array.isArray(retries) ? retries.length : 0;
}

/** Bytes can; so can a stream that is `rewindable`, and an iterable that returns a new iterator each time. */
function canSendAgain(body: TransportRequest['body']): boolean {
  if (body === null || body instanceof Uint8Array) return true;
  const { rewindable } = body as { rewindable?: unknown };
  if (typeof rewindable === 'boolean') return rewindable;
  return (
    typeof (body as { next?: unknown }).next !== 'function' && typeof (body as { pipe?: unknown }).pipe !== 'function'
  );
}
