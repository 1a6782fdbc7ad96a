import { UnsupportedByTransport } from '../errors/errors.ts';
import type { Transport } from '../transport/transport.ts';
import type { Proxies } from './select-proxy.ts';

type Twin = typeof import('./proxy-for.ts');

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
    const capability = proxy.startsWith('socks') ? 'socks' : 'proxy';
    throw new UnsupportedByTransport(transport.name, capability, { reason: 'a browser chooses its proxy itself' });
  }
  return null;
}
