import type { TransportResponse } from '@req/core';
import type { Answer } from './answer.ts';
import type { Caller } from './pool/destination.ts';

/** The caller gets his response. */
export function resolve(caller: Caller, response: TransportResponse): void {
  caller.resolve(response);
  caller.done();
}

/** The body is complete. */
export function succeed(caller: Caller, answer: Answer): void {
  if (answer.queue !== null) answer.queue.end();
  else resolve(caller, answer.complete());
}

/** There will be no more. */
export function reject(caller: Caller, answer: Answer | null, error: unknown): void {
  const queue = answer?.queue ?? null;
  if (queue !== null) {
    queue.fail(error);
    return;
  }
  // The head is there: what came of the body goes with it, and its error after that.
  if (answer !== null) caller.resolve(answer.broken(error));
  else caller.reject(error);
  caller.done();
}
