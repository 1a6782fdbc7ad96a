import { kindOf } from '../lang/known-options.ts';

/** Names a value in the context of a call, and says what type it has. Made by `contextKey`. */
export interface ContextKey<T> {
  /** For messages; two keys of the same name are different keys. */
  readonly name: string;
  /** The value, for the option `context`. */
  with(value: T): ContextValue<T>;
}

/** A value with its key: an item of the option `context`. */
export interface ContextValue<T = unknown> {
  /** The key that reads it. */
  readonly key: ContextKey<T>;
  /** The value. */
  readonly value: T;
}

/** The option `context`: values for the wrappers of a transport. They are never sent. */
export type ContextInit = RequestContext | Iterable<ContextValue>;

class Key<T> implements ContextKey<T> {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  with(value: T): ContextValue<T> {
    return { key: this, value };
  }
}

/**
 * A key for a value that a caller gives to a wrapper of a transport:
 *
 * ```ts
 * const priority = contextKey<'low' | 'high'>('priority');
 * await session.get(url, { context: [priority.with('high')] });
 * // in the wrapper's send(request):
 * const value = request.context.get(priority) ?? 'low';
 * ```
 *
 * @throws TypeError unless the name is a string
 */
export function contextKey<T>(name: string): ContextKey<T> {
  if (typeof name !== 'string') throw new TypeError(`The name of a context key must be a string, not ${kindOf(name)}`);
  return new Key<T>(name);
}

/** The values that a call has for the wrappers of its transport. Never changed: `with` makes another one. */
export class RequestContext {
  readonly #values: ReadonlyMap<ContextKey<unknown>, unknown>;

  /** Of two values with the same key, the later one counts. */
  constructor(values: Iterable<ContextValue> = []) {
    this.#values = mapOf(values);
  }

  /** The value of a key; `undefined` if the call has none. */
  get<T>(key: ContextKey<T>): T | undefined {
    return this.#values.get(key as ContextKey<unknown>) as T | undefined;
  }

  /** Whether the call has a value for the key. */
  has(key: ContextKey<never>): boolean {
    return this.#values.has(key as ContextKey<unknown>);
  }

  /** A context with these values added, or in place of those with the same keys. */
  with(...values: readonly ContextValue[]): RequestContext {
    const all = [...this.#values].map(([key, value]) => ({ key, value }));
    return new RequestContext([...all, ...values]);
  }
}

/** The context of a call without the option. */
export const NO_CONTEXT: RequestContext = new RequestContext();

/**
 * How often a request was sent before for the same call, for whatever reason: a redirect, a challenge, a retry. In the context
 * of every request but the first one of a call.
 */
export const resendCount: ContextKey<number> = contextKey<number>('resend count');

/** @throws TypeError for anything but a context or a list of values */
export function contextOf(init: ContextInit | null | undefined): RequestContext {
  if (init === null || init === undefined) return NO_CONTEXT;
  if (init instanceof RequestContext) return init;
  if (typeof init !== 'object' || typeof init[Symbol.iterator] !== 'function')
    throw new TypeError(`context must be a list of values, [key.with(value)], not ${kindOf(init)}`);
  return new RequestContext(init);
}

function mapOf(values: Iterable<ContextValue>): Map<ContextKey<unknown>, unknown> {
  const map = new Map<ContextKey<unknown>, unknown>();
  for (const each of values) {
    if (!((each as Partial<ContextValue> | null)?.key instanceof Key))
      throw new TypeError('An item of context must be key.with(value), with a key from contextKey(name)');
    map.set(each.key, each.value);
  }
  return map;
}
