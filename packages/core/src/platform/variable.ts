/** A variable of an environment; what a polluted `Object.prototype` lends to `process.env` is none. */
export function variable(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = env[name];
  return value === undefined || !Object.hasOwn(env, name) ? undefined : value;
}
