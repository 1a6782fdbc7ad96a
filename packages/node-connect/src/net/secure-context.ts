import tls from 'node:tls';
import type { TlsSettings } from '@req/core';
import { BoundedMap } from '@req/core/transport';
import { connectionKey } from './connection-key.ts';
import { nullPrototype } from './null-prototype.ts';

/** Contexts by content: parsing a bundle of authorities takes longer than the handshake. */
const contexts = new BoundedMap<tls.SecureContext>(32);

/**
 * The trust and the identity of a connection. The platform's own trust is asked for anew each time, which is cheap and
 * follows changes made at run time.
 * @throws Node's errors for a certificate or key that cannot be used.
 */
export function secureContext(settings: TlsSettings, withIdentity: boolean): tls.SecureContext {
  const identity = withIdentity ? settings.cert : null;
  if (settings.ca === null && identity === null) return tls.createSecureContext(nullPrototype({}));
  const key = connectionKey({ verify: true, ca: settings.ca, cert: identity }, null);
  const known = contexts.get(key);
  if (known !== undefined) return known;
  const context = tls.createSecureContext(
    nullPrototype({
      ...(settings.ca !== null && { ca: authorities(settings.ca) }),
      ...(identity !== null && {
        cert: pem(identity.cert),
        key: pem(identity.key),
        ...(identity.passphrase !== undefined && { passphrase: identity.passphrase }),
      }),
    }),
  );
  contexts.set(key, context);
  return context;
}

function authorities(ca: NonNullable<TlsSettings['ca']>): (string | Buffer)[] {
  return typeof ca === 'string' || ca instanceof Uint8Array ? [pem(ca)] : ca.map(pem);
}

function pem(content: string | Uint8Array): string | Buffer {
  if (typeof content === 'string') return content;
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
