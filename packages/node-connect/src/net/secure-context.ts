import tls from 'node:tls';
import type { TlsSettings } from '@req/core';
import { BoundedMap } from '@req/core/transport';
import { connectionKey } from './connection-key.ts';
import { nullPrototype } from './null-prototype.ts';

/** Contexts by content: parsing a CA bundle takes longer than a handshake. */
const contexts = new BoundedMap<tls.SecureContext>(32);

/**
 * Trusted authorities and client certificate of a connection. The default context is made anew each time: that is cheap,
 * and follows changes of Node's default authorities at run time.
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
