/**
 * Calls back after the event loop has polled for input once more. One `setImmediate` is not enough: scheduled while input
 * is handled, it runs before the next poll.
 */
export function afterPoll(callback: () => void): void {
  setImmediate(() => setImmediate(callback));
}
