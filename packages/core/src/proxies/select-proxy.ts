import { environment } from '#platform';
import { isRecord } from '../lang/known-options.ts';
import { canonicalHost } from '../url/canonical-host.ts';
import { type UrlParts, urlParts } from '../url/url-parts.ts';
import { checkProxies } from './check-proxies.ts';
import { environmentKey, environmentNoProxy, environmentProxy } from './environment.ts';
import { bypassesProxy } from './no-proxy.ts';

/** Proxy URLs by `scheme://host`, `scheme`, `all://host` or `all`; `null` or `''` for no proxy; and a `no_proxy` list. */
export type Proxies = Readonly<Record<string, string | null | undefined>>;

const NONE: Proxies = Object.freeze(Object.create(null));

/**
 * The proxy for a URL, as Requests' `select_proxy`: the first of `scheme://host`, `scheme`, `all://host` and `all` that is
 * given; `null` for a direct connection, as for hosts that the `no_proxy` list among the proxies matches.
 */
export function selectProxy(url: string, proxies: Proxies | null): string | null {
  if (proxies === null || proxies === NONE) return null;
  const key = matchingKey(url, proxies);
  if (key === null) return null;
  const proxy = proxies[key];
  if (!proxy) return null;
  const noProxy = own(proxies, 'no_proxy');
  return noProxy && bypassesProxy(url, noProxy) ? null : proxy;
}

export interface ProxySources {
  readonly url: string;
  readonly request: Proxies | null;
  readonly session: Proxies | null;
  /** The environment's variables; `null` when it is not trusted. */
  readonly env: Readonly<Record<string, string | undefined>> | null;
}

/**
 * The proxies for `selectProxy`. Those of the request replace the session's key by key; both win over the environment, and
 * `null` or `''` disables it. The environment's proxies are subject to its `no_proxy`, or to one given among the proxies.
 * Must be called again for each redirect.
 */
export function resolveProxies(sources: ProxySources): Proxies {
  const explicit = mergeProxies(sources.session, sources.request);
  const { env, url } = sources;
  if (env === null || (explicit !== NONE && matchingKey(url, explicit) !== null)) return explicit;
  const scheme = schemeOf(url);
  const key = environmentKey(env, scheme);
  if (key === null) return explicit;
  if (bypassesProxy(url, own(explicit, 'no_proxy') ?? environmentNoProxy(env))) return explicit;
  return Object.assign(Object.create(null), explicit, { [key]: environmentProxy(env, key) });
}

/** The same, with the environment of the process as it is now: it is asked for each request. */
export function proxiesFor(sources: Omit<ProxySources, 'env'> & { readonly trustEnv: boolean }): Proxies {
  const { url, request, session, trustEnv } = sources;
  return resolveProxies({ url, request, session, env: trustEnv ? environment() : null });
}

function mergeProxies(session: Proxies | null, request: Proxies | null): Proxies {
  // A request's proxies were checked with its other options; the session's may have been changed at any time.
  if (!isEmpty(session)) checkProxies(session);
  if (isEmpty(request)) return isEmpty(session) ? NONE : (session as Proxies);
  if (isEmpty(session)) return request as Proxies;
  const merged: Record<string, string | null | undefined> = Object.assign(Object.create(null), session);
  for (const [key, value] of Object.entries(request as Proxies)) if (value !== undefined) merged[key] = value;
  return merged;
}

function isEmpty(proxies: Proxies | null): boolean {
  if (proxies === null || proxies === undefined) return true;
  if (typeof proxies !== 'object') return false;
  for (const key in proxies) if (Object.hasOwn(proxies, key)) return false;
  // A URL or a Map is not a record, even without own properties.
  return isPlain(proxies);
}

function isPlain(proxies: object): boolean {
  const prototype = Object.getPrototypeOf(proxies) as object | null;
  return prototype === Object.prototype || prototype === null || isRecord(proxies);
}

function matchingKey(url: string, proxies: Proxies): string | null {
  const scheme = schemeOf(url);
  // Most proxies are given by scheme only: then the URL need not be split.
  const parts = namesHost(proxies) ? urlParts(url) : null;
  const host = parts === null || parts.host === '' ? null : parts;
  const byHost = host === null ? null : hostKey(scheme, host, proxies);
  if (byHost !== null) return byHost;
  if (own(proxies, scheme) !== undefined) return scheme;
  const allByHost = host === null ? null : hostKey('all', host, proxies);
  if (allByHost !== null) return allByHost;
  return own(proxies, 'all') === undefined ? null : 'all';
}

function namesHost(proxies: Proxies): boolean {
  for (const key in proxies) if (key.includes('://')) return true;
  return false;
}

/** Tries the host as written, in lower case, then its canonical form. */
function hostKey(scheme: string, parts: UrlParts, proxies: Proxies): string | null {
  const written = `${scheme}://${parts.host.toLowerCase().replace(/^\[|\]$/g, '')}`;
  if (own(proxies, written) !== undefined) return written;
  const canonical = `${scheme}://${canonicalHost(parts.host)}`;
  return own(proxies, canonical) === undefined ? null : canonical;
}

function own(proxies: Proxies, key: string): string | null | undefined {
  return Object.hasOwn(proxies, key) ? proxies[key] : undefined;
}

function schemeOf(url: string): string {
  if (url.startsWith('http://')) return 'http';
  return url.slice(0, Math.max(0, url.indexOf(':'))).toLowerCase();
}
