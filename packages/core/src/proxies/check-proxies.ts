import { InvalidProxyURL } from '../errors/errors.ts';
import { isRecord, kindOf, noSuchOption, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import type { Proxies } from './select-proxy.ts';

const HOW = "proxies must be a record by scheme, such as { http: 'http://proxy:3128', https: 'http://proxy:3128' }";

const OF_OTHERS = "proxies are URLs by scheme, such as { https: 'http://user:password@host:port' }";

const KEYS: OptionsKind = optionsKind(
  'proxies',
  ['http', 'https', 'all', 'no_proxy'],
  {
    auth: OF_OTHERS,
    bypass: 'no_proxy',
    exclude: 'no_proxy',
    host: OF_OTHERS,
    hostname: OF_OTHERS,
    no: 'no_proxy',
    port: OF_OTHERS,
    protocol: OF_OTHERS,
    server: OF_OTHERS,
    url: OF_OTHERS,
    uri: OF_OTHERS,
  },
  'key',
);

/** `scheme://host`, as URLs are compared with it: in lower case, without what follows the host. */
const HOST_KEY = /^(?:https?|all):\/\/[^/?#@A-Z]+$/;

/**
 * A key that matches nothing would send a request past its proxy.
 * @throws TypeError for what is no record of proxies; InvalidProxyURL for a proxy that is no text
 */
export function checkProxies(proxies: Proxies | null | undefined): void {
  if (proxies === null || proxies === undefined) return;
  if (typeof proxies !== 'object' || Array.isArray(proxies) || Symbol.iterator in proxies) {
    const none =
      (proxies as unknown) === false ? '. For none at all, whatever the environment says: trustEnv: false' : '';
    throw new TypeError(`${HOW}, not ${kindOf(proxies)}${none}`);
  }
  if (!isRecord(proxies)) throw new TypeError(`${HOW}, not ${kindOf(proxies)}`);
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
