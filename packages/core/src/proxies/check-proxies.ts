import { InvalidProxyURL } from '../errors/errors.ts';
import { isRecord, kindOf, noSuchOption, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import type { Proxies } from './select-proxy.ts';

const EXPECTED =
  "proxies must be a record by scheme, such as { http: 'http://proxy:3128', https: 'http://proxy:3128' }";

const URLS_BY_SCHEME = "proxies are URLs by scheme, such as { https: 'http://user:password@host:port' }";

const KEYS: OptionsKind = optionsKind(
  'proxies',
  ['http', 'https', 'all', 'no_proxy'],
  {
    auth: URLS_BY_SCHEME,
    bypass: 'no_proxy',
    exclude: 'no_proxy',
    host: URLS_BY_SCHEME,
    hostname: URLS_BY_SCHEME,
    no: 'no_proxy',
    port: URLS_BY_SCHEME,
    protocol: URLS_BY_SCHEME,
    server: URLS_BY_SCHEME,
    url: URLS_BY_SCHEME,
    uri: URLS_BY_SCHEME,
  },
  'key',
);

/** `scheme://host` in lower case, with nothing after the host. */
const HOST_KEY = /^(?:https?|all):\/\/[^/?#@A-Z]+$/;

/**
 * Checks the option `proxies`: a misspelt key would silently bypass the proxy.
 * @throws TypeError for anything but a record with known keys; InvalidProxyURL for a proxy that is not a string
 */
export function checkProxies(proxies: Proxies | null | undefined): void {
  if (proxies === null || proxies === undefined) return;
  if (typeof proxies !== 'object' || Array.isArray(proxies) || Symbol.iterator in proxies) {
    const hint =
      (proxies as unknown) === false ? '. For none at all, whatever the environment says: trustEnv: false' : '';
    throw new TypeError(`${EXPECTED}, not ${kindOf(proxies)}${hint}`);
  }
  if (!isRecord(proxies)) throw new TypeError(`${EXPECTED}, not ${kindOf(proxies)}`);
  for (const key in proxies) if (Object.hasOwn(proxies, key)) checkEntry(key, proxies[key]);
}

function checkEntry(key: string, value: unknown): void {
  if (!KEYS.names.has(key) && !HOST_KEY.test(key)) {
    const lower = key.toLowerCase().replace(/\/$/, '');
    if (HOST_KEY.test(lower)) throw new TypeError(noSuchOption({ ...KEYS, names: new Set([lower]) }, key));
    throw new TypeError(noSuchOption(KEYS, key));
  }
  if (value === null || value === undefined || typeof value === 'string') return;
  if (key === 'no_proxy') throw new TypeError("proxies['no_proxy'] must be a list as text, such as a.test,b.test");
  throw new InvalidProxyURL(`proxies['${key}'] must be a URL as a string, or null for none`);
}
