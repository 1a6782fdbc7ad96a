/** Who waits for the event loop. */
export interface PollWaiter {
  polled(): void;
}

let early: PollWaiter[] = [];
let late: PollWaiter[] = [];

/**
 * Calls `waiter.polled()` once the event loop has asked the system what came in, everything that did has been read, and
 * nothing more of it waits within a TLS layer. One immediate is not enough: asked for while input is handled, it runs
 * right after that, before the system is asked again. All who wait share the immediates.
 */
export function afterNextPoll(waiter: PollWaiter): void {
  if (early.length === 0 && late.length === 0) setImmediate(turn);
  early.push(waiter);
}

function turn(): void {
  const due = late;
  late = early;
  early = [];
  if (late.length > 0) setImmediate(turn);
  for (const waiter of due) waiter.polled();
}
