interface WarningProcess {
  readonly emitWarning?: (warning: Error | string) => void;
}

/**
 * Calls a listener. What it throws, or rejects with, changes nothing for whoever it listens to: it is a process warning, or
 * one on the console where there is no process.
 */
export function notify<A extends readonly unknown[]>(
  listener: ((...args: A) => unknown) | null | undefined,
  ...args: A
): void {
  if (listener === null || listener === undefined) return;
  try {
    const result = listener(...args) as Partial<PromiseLike<unknown>> | null | undefined;
    if (typeof result?.then === 'function') result.then(undefined, warn);
  } catch (error) {
    warn(error);
  }
}

function warn(error: unknown): void {
  const warning = error instanceof Error ? error : new Error(String(error));
  const { process } = globalThis as { readonly process?: WarningProcess };
  if (typeof process?.emitWarning === 'function') process.emitWarning(warning);
  else console.warn(warning);
}
