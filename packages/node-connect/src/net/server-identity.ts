import { X509Certificate } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';

/** As urllib3, and RFC 9525 §6.3: the common name is not a host name, and a wildcard is a whole label. */
const NAMES = Object.freeze(
  Object.assign(Object.create(null), {
    subject: 'never',
    wildcards: true,
    partialWildcards: false,
    multiLabelWildcards: false,
    singleLabelSubdomains: false,
  }),
);

/**
 * Checks that a certificate is for `host`: by Node's own check, and for names by OpenSSL's stricter one as well. Some
 * releases of Node 22 never match an IPv6 address: those are checked by OpenSSL alone.
 */
export function checkServerIdentity(host: string, certificate: tls.PeerCertificate): Error | undefined {
  const v6 = net.isIPv6(host);
  const problem = v6 ? undefined : tls.checkServerIdentity(host, certificate);
  if (problem !== undefined || net.isIPv4(host)) return problem;
  const x509 = new X509Certificate(certificate.raw);
  const found = v6 ? x509.checkIP(host.split('%', 1)[0] as string) : x509.checkHost(host, NAMES);
  if (found !== undefined) return undefined;
  const error = new Error(`The certificate is not for ${v6 ? 'the address' : 'the host'} ${host}.`);
  return Object.assign(error, { code: 'ERR_TLS_CERT_ALTNAME_INVALID', host, cert: certificate });
}
