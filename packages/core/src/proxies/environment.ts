import { variable } from '../platform/variable.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxies of the environment by scheme (`http`, `https`, `all`, …, and `no`), as Python's `getproxies_environment`:
 * from `<scheme>_proxy` in any case. Lower case wins, and an empty lower-case variable disables the upper-case one.
 * `HTTP_PROXY` is ignored when REQUEST_METHOD is set, since in CGI a request's `Proxy:` header would set it ("httpoxy",
 * CVE-2016-1000110).
 */
export function environmentProxies(env: Environment): Record<string, string> {
  const found: Record<string, string> = Object.create(null);
  const names = Object.keys(env).filter((name) => name.length > 6 && name.slice(-6).toLowerCase() === '_proxy');
  for (const name of names) {
    const value = env[name];
    if (value) found[name.slice(0, -6).toLowerCase()] = value;
  }
  if (variable(env, 'REQUEST_METHOD') !== undefined) delete found['http'];
  for (const name of names) {
    const scheme = name.slice(0, -6);
    if (!name.endsWith('_proxy') || scheme !== scheme.toLowerCase()) continue;
    const value = env[name];
    if (value) found[scheme] = value;
    else delete found[scheme];
  }
  return found;
}

/** Both spellings of a scheme's variable. Looking them up costs a tenth of listing the environment. */
const SPELLINGS: Map<string, readonly [string, string]> = new Map(
  ['http', 'https', 'all'].map((scheme) => [scheme, [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`]]),
);

/** As `environmentProxies` for one scheme, but without variables in mixed case. */
export function environmentProxy(env: Environment, scheme: string): string | null {
  const [lower, upper] = SPELLINGS.get(scheme) ?? [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`];
  const lowerValue = variable(env, lower);
  if (lowerValue !== undefined) return lowerValue || null;
  const value = variable(env, upper);
  if (!value || (scheme === 'http' && variable(env, 'REQUEST_METHOD') !== undefined)) return null;
  return value;
}

/** The key of the environment's proxy for a scheme: the scheme itself, or `all`; `null` when there is no proxy. */
export function environmentKey(env: Environment, scheme: string): string | null {
  if (environmentProxy(env, scheme) !== null) return scheme;
  return environmentProxy(env, 'all') === null ? null : 'all';
}

/** `no_proxy`, or `NO_PROXY` when that is missing or empty. */
export function environmentNoProxy(env: Environment): string {
  return variable(env, 'no_proxy') || variable(env, 'NO_PROXY') || '';
}
