/** An environment variable. Ignores what a polluted `Object.prototype` would add to `process.env`. */
export function variable(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = env[name];
  return value === undefined || !Object.hasOwn(env, name) ? undefined : value;
}
