import type { TlsSettings } from '../transport/transport.ts';

/** The platform's trust store, no client certificate. */
export const DEFAULT_TLS: TlsSettings = Object.freeze({ verify: true, ca: null, cert: null });
