/**
 * Calls back once the event loop has asked the system what came in. One `setImmediate` is not enough: asked for while
 * input is handled, it runs right after that, before the system is asked again.
 */
export function afterPoll(callback: () => void): void {
  setImmediate(() => setImmediate(callback));
}
