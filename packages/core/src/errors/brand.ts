/**
 * `instanceof` for classes with two parents.
 *
 * JavaScript has one prototype chain; some of Requests' exceptions have two parents: ConnectTimeout is a ConnectionError
 * and a Timeout. Each class has a name under `BRAND`, and its prototype lists the names of all its ancestors under `KINDS`.
 * Both are registered symbols, so `instanceof` also works across realms and across two copies of this package.
 */
const BRAND: unique symbol = Symbol.for('@req/core brand') as never;
const KINDS: unique symbol = Symbol.for('@req/core kinds') as never;

const ordinary = Function.prototype[Symbol.hasInstance];

type Branded = { readonly [BRAND]?: string };
type Kinded = { readonly [KINDS]?: readonly string[] };

/** Names a class, and makes its instances `instanceof` it and of all its `parents`. */
export function brand(target: Function & { prototype: object }, name: string, ...parents: Function[]): void {
  const kinds = new Set<string>([name]);
  for (const parent of parents) for (const kind of (parent.prototype as Kinded)[KINDS] ?? []) kinds.add(kind);
  Object.defineProperty(target, BRAND, { value: name });
  Object.defineProperty(target.prototype, KINDS, { value: [...kinds] });
  Object.defineProperty(target.prototype, 'name', { value: name, configurable: true, writable: true });
  Object.defineProperty(target, Symbol.hasInstance, { value: isInstance });
}

/** Makes a single error `instanceof` one more class, where that depends on when it happened. */
export function alsoKindOf(error: object, parent: Function & { prototype: object }): void {
  const kinds = new Set([...((error as Kinded)[KINDS] ?? []), ...((parent.prototype as Kinded)[KINDS] ?? [])]);
  Object.defineProperty(error, KINDS, { value: [...kinds], configurable: true });
}

function isInstance(this: Function & Branded, value: unknown): boolean {
  if (ordinary.call(this, value)) return true;
  // A user's subclass has no brand of its own: only the prototype chain counts.
  if (!Object.hasOwn(this, BRAND) || typeof value !== 'object' || value === null) return false;
  return (value as Kinded)[KINDS]?.includes(this[BRAND] as string) ?? false;
}
