import { UnsupportedByTransport } from '../errors/errors.ts';
import type { TlsSettings } from '../transport/transport.ts';

type Twin = typeof import('./tls-settings.ts');

export const DEFAULT_TLS: TlsSettings = Object.freeze({ verify: true, ca: null, cert: null });

const UNVERIFIED: TlsSettings = Object.freeze({ verify: false, ca: null, cert: null });

/** There is no environment. */
export const verification: Twin['verification'] = ({ verify }) => verify;

/**
 * A browser has its own certificate authorities, and asks its user for client certificates.
 * @throws UnsupportedByTransport for any certificate
 */
export const tlsSettings: Twin['tlsSettings'] = (verify, cert) => {
  if (cert === null && (!verify || verify === true)) return verify === false ? UNVERIFIED : DEFAULT_TLS;
  throw new UnsupportedByTransport('browser', cert === null ? 'tls' : 'client-cert', {
    reason: 'a browser chooses its certificates itself',
  });
};
