/**
 * Settles as the promise does, or rejects with `errorOf(signal)` as soon as the signal fires, whatever the promise still
 * waits for.
 */
export function unlessAborted<T>(
  promise: PromiseLike<T>,
  signal: AbortSignal,
  errorOf: (signal: AbortSignal) => unknown,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(errorOf(signal));
    const settled = (): void => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort, { once: true });
    Promise.resolve(promise).then(resolve, reject).finally(settled);
  });
}
