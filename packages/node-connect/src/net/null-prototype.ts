/** Options without a prototype: a missing one is not looked up on a polluted `Object.prototype`. */
export function nullPrototype<T extends object>(options: T): T {
  return Object.setPrototypeOf(options, null);
}
