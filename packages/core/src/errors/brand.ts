/**
 * `instanceof` for classes with two parents.
 *
 * JavaScript has one prototype chain, Requests' exceptions have two parents now and then (ConnectTimeout is a
 * ConnectionError and a Timeout). Each class of the tree owns a name under `BRAND`; each prototype lists the names it
 * answers to under `KINDS`. Both are registered symbols, so the answer holds across two copies of this package and
 * across realms.
 */
const BRAND: unique symbol = Symbol.for('@req/core brand') as never;
const KINDS: unique symbol = Symbol.for('@req/core kinds') as never;

const ordinary = Function.prototype[Symbol.hasInstance];

type Branded = { readonly [BRAND]?: string };
type Kinded = { readonly [KINDS]?: readonly string[] };

/** Gives `target` its name in the tree, and its instances that name and the names of all its `parents`. */
export function brand(target: Function & { prototype: object }, name: string, ...parents: Function[]): void {
  const kinds = new Set<string>([name]);
  for (const parent of parents) for (const kind of (parent.prototype as Kinded)[KINDS] ?? []) kinds.add(kind);
  Object.defineProperty(target, BRAND, { value: name });
  Object.defineProperty(target.prototype, KINDS, { value: [...kinds] });
  Object.defineProperty(target.prototype, 'name', { value: name, configurable: true, writable: true });
  Object.defineProperty(target, Symbol.hasInstance, { value: isInstance });
}

/** Makes one error answer to a further class of the tree: what it is depends on when it happened. */
export function alsoKindOf(error: object, parent: Function & { prototype: object }): void {
  const kinds = new Set([...((error as Kinded)[KINDS] ?? []), ...((parent.prototype as Kinded)[KINDS] ?? [])]);
  Object.defineProperty(error, KINDS, { value: [...kinds], configurable: true });
}

function isInstance(this: Function & Branded, value: unknown): boolean {
  if (ordinary.call(this, value)) return true;
  // A subclass made by a user has no brand of its own: only the prototype chain counts for it.
  if (!Object.hasOwn(this, BRAND) || typeof value !== 'object' || value === null) return false;
  return (value as Kinded)[KINDS]?.includes(this[BRAND] as string) ?? false;
}
