import { createHash, type Hash } from 'node:crypto';
import type { AddressGuard, ProxySettings, TlsSettings } from '@req/core';

/** Settings are immutable: one object keeps its key. */
const keys = new WeakMap<TlsSettings, string>();

/**
 * What keeps connections to the same host apart: whether certificates are checked, the trusted authorities, the client
 * certificate, the proxy with its credentials, the address guard. By content, with secrets hashed, so that a key may be
 * logged. `''` for the defaults.
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

/** Prefixed with its length, so that no two lists of parts give the same bytes. */
function add(hash: Hash, part: string | Uint8Array): void {
  hash.update(`${typeof part === 'string' ? Buffer.byteLength(part) : part.byteLength}:`).update(part);
}
