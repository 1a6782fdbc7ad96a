/** Without anything, by any way; of a class, for V8 looks properties up much faster in it than in a bare object. */
class Nothing {}
Object.setPrototypeOf(Nothing.prototype, null);
const NONE: object = Object.freeze(new Nothing());

/** True for options of `ownOptions` when the caller gave none. */
export function isEmptyOptions(options: object): boolean {
  return options === NONE;
}

/**
 * The options that the caller gave, without those that a polluted `Object.prototype` would lend them. Without a
 * prototype they are returned as they are, so asking twice costs nothing.
 */
export function ownOptions<T extends object>(options: T | null | undefined): T {
  if (options === undefined || options === null) return NONE as T;
  if (typeof options !== 'object' || options === NONE || Object.getPrototypeOf(options) === null) return options;
  return Object.assign(Object.create(null), options) as T;
}

/**
 * A property that tells what kind of thing an object is: its own or its class', never one that `Object.prototype` was
 * given, which every object seems to have.
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
