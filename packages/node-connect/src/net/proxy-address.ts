import { type HeaderMap, InvalidProxyURL, type ProxySettings } from '@req/core';

/** A parsed proxy URL. */
export type ProxyAddress = HttpProxyAddress | SocksProxyAddress;

export interface HttpProxyAddress {
  readonly kind: 'http';
  readonly host: string;
  readonly port: number;
  /** TLS to the proxy. */
  readonly secure: boolean;
  readonly headers: HeaderMap;
}

export interface SocksProxyAddress {
  readonly kind: 'socks';
  readonly host: string;
  readonly port: number;
  readonly version: 4 | 5;
  /** The proxy resolves the target's name (`socks4a`, `socks5h`). */
  readonly remoteDns: boolean;
  readonly user: string;
  readonly password: string;
}

const SOCKS: Readonly<Record<string, { readonly version: 4 | 5; readonly remoteDns: boolean }>> = {
  'socks4:': { version: 4, remoteDns: false },
  'socks4a:': { version: 4, remoteDns: true },
  'socks5:': { version: 5, remoteDns: false },
  'socks5h:': { version: 5, remoteDns: true },
};

/** @throws InvalidProxyURL for a malformed URL, one without a host, or an unknown scheme. */
export function proxyAddress(proxy: ProxySettings): ProxyAddress {
  const url = parse(proxy.url);
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  if (host === '') throw new InvalidProxyURL('The proxy URL has no host.');
  const port = url.port === '' ? null : Number(url.port);
  if (url.protocol === 'http:' || url.protocol === 'https:') {
    const secure = url.protocol === 'https:';
    return { kind: 'http', host, port: port ?? (secure ? 443 : 80), secure, headers: proxy.headers };
  }
  if (!Object.hasOwn(SOCKS, url.protocol)) throw new InvalidProxyURL(`Unknown proxy scheme '${url.protocol}'.`);
  const flavour = SOCKS[url.protocol] as (typeof SOCKS)[string];
  const user = decode(url.username);
  const password = decode(url.password);
  return { kind: 'socks', host, port: port ?? 1080, user, password, ...flavour };
}

/** Whether a proxy takes absolute-form requests and CONNECT. */
export function isHttpProxy(proxy: ProxySettings): boolean {
  return /^https?:/i.test(proxy.url);
}

function parse(url: string): URL {
  try {
    return new URL(url);
  } catch {
    // Node's error would show the URL with its credentials.
    throw new InvalidProxyURL('The proxy URL is malformed.');
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `host:port` as written in URLs, CONNECT and messages: IPv6 in brackets. */
export function authority(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
