/**
 * What an abort signal follows, kept alive for as long as the signal itself.
 *
 * A signal and the signals that it follows only know each other weakly: the `signal` of a `Request` loses its controller
 * when the Request is garbage-collected, and `AbortSignal.any([AbortSignal.timeout(…)])` loses its timeout, which nobody else
 * references. It would never fire. A request under way references its signal, and through it what is retained here.
 */
const followed = new WeakMap<AbortSignal, unknown>();

/** Keeps `target` alive as long as `signal`. */
export function retain(signal: AbortSignal, target: unknown): void {
  followed.set(signal, target);
}

/** Keeps the signals alive that `AbortSignal.any` was given, on platforms that do not: Node is one. */
export function retainSources(signal: AbortSignal): void {
  for (const symbol of Object.getOwnPropertySymbols(signal)) {
    if (symbol.description !== 'kSourceSignals') continue;
    const sources = Reflect.get(signal, symbol) as Iterable<WeakRef<AbortSignal>> | undefined;
    if (typeof sources?.[Symbol.iterator] === 'function') followed.set(signal, Array.from(sources, deref));
  }
}

function deref(source: Partial<WeakRef<AbortSignal>>): unknown {
  return source.deref?.();
}
