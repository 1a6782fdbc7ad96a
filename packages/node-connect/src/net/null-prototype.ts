/** Options without a prototype: what is not set here is not found on a polluted `Object.prototype` either. */
export function nullPrototype<T extends object>(options: T): T {
  return Object.setPrototypeOf(options, null);
}
