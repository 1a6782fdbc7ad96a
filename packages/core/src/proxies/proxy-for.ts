import { ownProperty } from '../lang/own-properties.ts';
import type { ProxySettings, Transport } from '../transport/transport.ts';
import { proxySettings } from './proxy-settings.ts';
import { type Proxies, selectProxy } from './select-proxy.ts';

export { checkProxies } from './check-proxies.ts';
export { proxiesFor } from './select-proxy.ts';

/**
 * The proxy of a request; `null`: none. A Unix domain socket is used without a proxy, whatever the environment says.
 * @throws InvalidProxyURL, InvalidURL, InvalidSchema
 */
export function proxyFor(url: string, proxies: Proxies, transport: Transport): ProxySettings | null {
  const proxyUrl = selectProxy(url, proxies);
  return proxyUrl && !ownProperty(transport, 'socketPath') ? proxySettings(proxyUrl) : null;
}
