import { createHash, type Hash } from 'node:crypto';
import type { AddressGuard, ProxySettings, TlsSettings } from '@req/core';

/** Settings are immutable: the same object has the same key. */
const keys = new WeakMap<TlsSettings, string>();

/**
 * What makes a connection another one although it goes to the same host: the check of certificates, the authorities
 * trusted, the certificate presented, the proxy with its credentials, the guard its address was shown to. By content,
 * secrets hashed: a key can be shown. `''` for the defaults.
 */
export function connectionKey(tls: TlsSettings, proxy: ProxySettings | null, guard?: AddressGuard | null): string {
  const own = tlsKey(tls);
  const key = proxy === null ? own : `${own}>${proxyKey(proxy)}`;
  return guard === null || guard === undefined ? key : `${key}!${guard.key}`;
}

function tlsKey(tls: TlsSettings): string {
  if (tls.verify && tls.ca === null && tls.cert === null) return '';
  let key = keys.get(tls);
  if (key === undefined) {
    key = hashTls(tls);
    keys.set(tls, key);
  }
  return key;
}

function hashTls(tls: TlsSettings): string {
  const hash = createHash('sha256');
  add(hash, tls.verify ? 'verify' : 'trust');
  const ca = tls.ca === null ? [] : typeof tls.ca === 'string' || tls.ca instanceof Uint8Array ? [tls.ca] : tls.ca;
  add(hash, tls.ca === null ? 'platform' : `${ca.length}`);
  for (const certificate of ca) add(hash, certificate);
  if (tls.cert !== null) {
    add(hash, tls.cert.cert);
    add(hash, tls.cert.key);
    add(hash, tls.cert.passphrase === undefined ? 'plain' : `locked ${tls.cert.passphrase}`);
  }
  return hash.digest('base64');
}

function proxyKey(proxy: ProxySettings): string {
  const hash = createHash('sha256');
  add(hash, proxy.url);
  for (const part of proxy.headers.toFlat()) add(hash, part);
  return hash.digest('base64');
}

/** With its length in front, so that no two lists of parts look alike. */
function add(hash: Hash, part: string | Uint8Array): void {
  hash.update(`${typeof part === 'string' ? Buffer.byteLength(part) : part.byteLength}:`).update(part);
}
