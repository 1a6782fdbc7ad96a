import dns from 'node:dns';
import net from 'node:net';
import { type AddressGuard, HostNotAllowed, type TransportRequest } from '@req/core';
import { PhaseTimer } from '@req/core/transport';
import { refusal } from '../net/guarded-lookup.ts';
import { lookupNonEmpty } from '../net/lookup-non-empty.ts';
import { proxyAddress } from '../net/proxy-address.ts';
import { requestTarget } from './request-target.ts';

/**
 * Checks the target of a request through a proxy with the address guard, before the proxy is asked. The proxy resolves the
 * name itself and connects to any of its addresses, so all of them must be permitted.
 * `null` when there is nothing to check: no guard, no proxy, or one for which names are resolved here (socks4, socks5),
 * since the address that was checked is then the one that is sent.
 * @throws HostNotAllowed at once for an address. The promise rejects with HostNotAllowed for a name that is not permitted or
 * cannot be resolved here, with ConnectTimeout, or with AbortError.
 */
export function checkProxiedTarget(request: TransportRequest, lookup: net.LookupFunction | null): Promise<void> | null {
  const { guard = null, proxy, url } = request;
  if (guard === null || proxy === null) return null;
  const { host } = requestTarget(url);
  if (net.isIP(host.replace(/%.*$/s, '')) !== 0) {
    if (!guard.permits(host)) throw refusal(host);
    return null;
  }
  const address = proxyAddress(proxy);
  if (address.kind === 'socks' && !address.remoteDns) return null;
  return new Promise((resolve, reject) => {
    const timer = new PhaseTimer(request, reject);
    const settle = (error: HostNotAllowed | null): void => {
      timer.stop();
      if (error === null) resolve();
      else reject(error);
    };
    try {
      const find = lookup === null ? dns.lookup : lookupNonEmpty(lookup);
      find(host, { all: true }, (error: Error | null, found: string | dns.LookupAddress[]) =>
        settle(error === null ? check(host, found, guard) : unresolved(host, error)),
      );
    } catch (error) {
      settle(unresolved(host, error));
    }
  });
}

function check(host: string, found: string | dns.LookupAddress[], guard: AddressGuard): HostNotAllowed | null {
  const addresses = typeof found === 'string' ? [found] : found.map(({ address }) => address);
  if (addresses.length === 0) return unresolved(host, undefined);
  return addresses.every((address) => guard.permits(address)) ? null : refusal(host);
}

function unresolved(host: string, cause: unknown): HostNotAllowed {
  return new HostNotAllowed(
    `The name '${host}' cannot be resolved here, so it cannot be checked where the proxy would connect to. Nothing was sent.`,
    { cause },
  );
}
