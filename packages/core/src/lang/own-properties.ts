/** An empty class without a prototype: V8 looks properties up faster in its instance than in `Object.create(null)`. */
class Empty {}
Object.setPrototypeOf(Empty.prototype, null);
const EMPTY: object = Object.freeze(new Empty());

/** True for what `ownOptions` returns when the caller gave no options. */
export function isEmptyOptions(options: object): boolean {
  return options === EMPTY;
}

/**
 * The caller's options without a prototype, so that a polluted `Object.prototype` adds nothing. An object that has no
 * prototype is returned as it is: calling this twice costs nothing.
 */
export function ownOptions<T extends object>(options: T | null | undefined): T {
  if (options === undefined || options === null) return EMPTY as T;
  if (typeof options !== 'object' || options === EMPTY || Object.getPrototypeOf(options) === null) return options;
  return Object.assign(Object.create(null), options) as T;
}

/**
 * A property of the object itself or of its class, but not one that was added to `Object.prototype`, which every object
 * seems to have.
 */
export function ownProperty(value: object, name: string): unknown {
  if (name in Object.prototype && !hasBelowObject(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function hasBelowObject(value: object, name: string): boolean {
  let at: object | null = value;
  for (; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (Object.hasOwn(at, name)) return at !== Object.prototype;
  }
  return false;
}
