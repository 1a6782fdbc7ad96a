import dns from 'node:dns';
import net from 'node:net';
import { type AddressGuard, HostNotAllowed } from '@req/core';

/**
 * A lookup that keeps only the addresses that the guard permits. The socket connects to an address that was checked,
 * whatever the name resolves to a moment later (DNS rebinding).
 * @throws HostNotAllowed at once when the host is itself an address, since addresses are not looked up.
 */
export function guarded(host: string, guard: AddressGuard, lookup?: net.LookupFunction): net.LookupFunction {
  if (net.isIP(host) !== 0 && !guard.permits(host)) throw refusal(host);
  return (name, options, callback) => {
    (lookup ?? dns.lookup)(name, options, (error, found, family) => {
      if (error !== null) return callback(error, found, family);
      if (!Array.isArray(found)) return guard.permits(found) ? callback(null, found, family) : refuse(name, callback);
      const permitted = found.filter(({ address }) => guard.permits(address));
      if (permitted.length > 0 || found.length === 0) callback(null, permitted);
      else refuse(name, callback);
    });
  };
}

type Callback = Parameters<net.LookupFunction>[2];

function refuse(name: string, callback: Callback): void {
  callback(refusal(name), '', 0);
}

/** Names only the host: the address could reveal the internal network. */
export function refusal(host: string): HostNotAllowed {
  return new HostNotAllowed(`The host '${host}' resolves to an address that is not allowed. Nothing was sent.`);
}
