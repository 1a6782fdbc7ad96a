/** Called after the next poll of the event loop. */
export interface PollListener {
  onPolled(): void;
}

let added: PollListener[] = [];
let due: PollListener[] = [];

/**
 * Calls `listener.onPolled()` when the event loop has asked the system once more for input, all of it has been read, and
 * none is left in a TLS layer. One `setImmediate` is not enough: called while input is handled, it runs right after that,
 * before the system is asked again. All listeners share the immediates.
 */
export function afterNextPoll(listener: PollListener): void {
  if (added.length === 0 && due.length === 0) setImmediate(turn);
  added.push(listener);
}

function turn(): void {
  const polled = due;
  due = added;
  added = [];
  if (due.length > 0) setImmediate(turn);
  for (const listener of polled) listener.onPolled();
}
