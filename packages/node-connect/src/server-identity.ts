import { X509Certificate } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';

/**
 * Whether a certificate is for `host`: Node's own check, except for IPv6 addresses, which some releases of Node 22 never
 * find in a certificate.
 */
export function checkServerIdentity(host: string, certificate: tls.PeerCertificate): Error | undefined {
  if (!net.isIPv6(host)) return tls.checkServerIdentity(host, certificate);
  const [address] = host.split('%');
  if (new X509Certificate(certificate.raw).checkIP(address as string) !== undefined) return undefined;
  const error = new Error(`The certificate is not for the address ${host}.`);
  return Object.assign(error, { code: 'ERR_TLS_CERT_ALTNAME_INVALID', host, cert: certificate });
}
