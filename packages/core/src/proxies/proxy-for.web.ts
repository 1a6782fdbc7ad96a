import { UnsupportedByTransport } from '../errors/errors.ts';
import { isRecord } from '../lang/known-options.ts';
import type { Transport } from '../transport/transport.ts';
import type { Proxies } from './select-proxy.ts';

type Twin = typeof import('./proxy-for.ts');

/** Whatever a record holds is refused when a request is sent. @throws TypeError for anything else */
export const checkProxies: Twin['checkProxies'] = (proxies) => {
  if (proxies && !isRecord(proxies)) throw new TypeError('proxies must be a record of URLs by scheme');
};

/** There is no environment: the request's and the session's. */
export const proxiesFor: Twin['proxiesFor'] = ({ request, session }) =>
  Object.assign(Object.create(null), session, request);

/**
 * A browser uses the proxy that it is configured with, and no other.
 * @throws UnsupportedByTransport for any other
 */
export function proxyFor(_url: string, proxies: Proxies, transport: Transport): null {
  for (const [key, proxy] of Object.entries(proxies)) {
    if (!proxy || key === 'no_proxy') continue;
    const capability = String(proxy).startsWith('socks') ? 'socks' : 'proxy';
    throw new UnsupportedByTransport(transport.name, capability, { reason: 'a browser chooses its proxy itself' });
  }
  return null;
}
