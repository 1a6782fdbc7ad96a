import { canonicalHost } from './canonical-host.ts';
import { urlParts } from './url-parts.ts';

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** The origin of a URL (RFC 6454 §4), with the host in canonical form and the default port of http and https. */
export interface Origin {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
}

export function originOf(url: string): Origin | null {
  const parts = urlParts(url);
  if (parts === null) return null;
  return {
    scheme: parts.scheme,
    host: canonicalHost(parts.host),
    port: parts.port || (DEFAULT_PORTS[parts.scheme] ?? ''),
  };
}

export function sameOrigin(a: string, b: string): boolean {
  const one = originOf(a);
  const two = originOf(b);
  return one !== null && two !== null && one.scheme === two.scheme && one.host === two.host && one.port === two.port;
}

/**
 * Requests' `should_strip_auth`: a redirect keeps credentials only for the same scheme, host and port, and from http on
 * port 80 to https on port 443 of the same host (CVE-2018-18074). A host with a trailing dot is another host.
 */
export function mustStripAuth(oldUrl: string, newUrl: string): boolean {
  const from = urlParts(oldUrl);
  const to = urlParts(newUrl);
  if (from === null || to === null) return true;
  if (from.host.toLowerCase() !== to.host.toLowerCase()) return true;
  // With a custom scheme the host may be a case-sensitive path: `http+unix://%2Ftmp%2FA/`.
  if (from.host !== to.host && DEFAULT_PORTS[to.scheme] === undefined) return true;
  const fromPort = from.port || (DEFAULT_PORTS[from.scheme] ?? '');
  const toPort = to.port || (DEFAULT_PORTS[to.scheme] ?? '');
  if (from.scheme === 'http' && fromPort === '80' && to.scheme === 'https' && toPort === '443') return false;
  return from.scheme !== to.scheme || fromPort !== toPort;
}
