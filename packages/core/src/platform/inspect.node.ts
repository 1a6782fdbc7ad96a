/**
 * Sets what Node's `util.inspect` (and so `console.log`) shows of a class's instances: no secrets, and not the whole graph
 * of requests and responses.
 */
export function inspectAs<T extends object>(target: { readonly prototype: T }, show: (self: T) => unknown): void {
  Object.defineProperty(target.prototype, Symbol.for('nodejs.util.inspect.custom'), {
    configurable: true,
    value(this: T, _depth: number, options: unknown, print?: (value: unknown, options: unknown) => string): unknown {
      const shown = show(this);
      return typeof shown === 'string' || print === undefined ? shown : print(shown, options);
    },
  });
}
