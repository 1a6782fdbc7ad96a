/**
 * What a signal follows, for as long as the signal itself is there.
 *
 * A signal that follows others knows them weakly, and they know it weakly: the `signal` of a `Request` loses its
 * controller when the Request is collected, and `AbortSignal.any([AbortSignal.timeout(…)])` its timeout, which nobody else
 * holds. It would never fire. A request under way holds its signal, and with it what is noted here.
 */
const followed = new WeakMap<AbortSignal, unknown>();

/** `target` lives as long as `signal` does. */
export function keepWith(signal: AbortSignal, target: unknown): void {
  followed.set(signal, target);
}

/** Keeps the signals that `AbortSignal.any` was given, where the platform lets go of them: Node does. */
export function keepSources(signal: AbortSignal): void {
  for (const symbol of Object.getOwnPropertySymbols(signal)) {
    if (symbol.description !== 'kSourceSignals') continue;
    const sources = Reflect.get(signal, symbol) as Iterable<WeakRef<AbortSignal>> | undefined;
    if (typeof sources?.[Symbol.iterator] === 'function') followed.set(signal, Array.from(sources, deref));
  }
}

function deref(source: Partial<WeakRef<AbortSignal>>): unknown {
  return source.deref?.();
}
