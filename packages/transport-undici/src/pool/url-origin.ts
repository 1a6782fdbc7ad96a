import { InvalidURL } from '@req/core';
import { copyString, socketHost, urlParts } from '@req/core/transport';

/** The parts of a URL before its path. */
export interface UrlOrigin {
  /** `scheme://authority`, as written in the URL. */
  readonly origin: string;
  /** `host:port` as written in the URL: the default `Host`. */
  readonly authority: string;
  readonly secure: boolean;
  /** As a socket takes it. */
  readonly host: string;
  readonly port: number;
}

/**
 * Splits `scheme://host:port`. `new URL()` would rewrite the host and drop a default port. The parts are copies, so that
 * they do not keep the whole URL in memory.
 * @throws InvalidURL when it isn't an http or https URL with a host.
 */
export function parseOrigin(url: string): UrlOrigin {
  const parts = urlParts(url);
  if (parts === null || (parts.scheme !== 'http' && parts.scheme !== 'https')) {
    throw new InvalidURL('The URL is neither http nor https.');
  }
  const { scheme, userinfo, netloc } = parts;
  const start = scheme.length + '://'.length + (userinfo === null ? 0 : userinfo.length + 1);
  const origin = copyString(url.slice(0, start + netloc.length));
  const host = copyString(socketHost(parts.host));
  const secure = scheme === 'https';
  const port = parts.port ? Number(parts.port) : secure ? 443 : 80;
  if (host === '' || !Number.isInteger(port) || port > 65_535) throw new InvalidURL('The URL has no valid host.');
  return { origin, authority: origin.slice(start), secure, host, port };
}

/** Whether the URL begins with exactly this origin, followed by a path, a query or nothing. */
export function hasOrigin(url: string, origin: string): boolean {
  if (!url.startsWith(origin)) return false;
  if (url.length === origin.length) return true;
  const c = url.charCodeAt(origin.length);
  return c === 0x2f || c === 0x3f;
}

/** The request target in origin-form (RFC 9112 §3.2.1): the rest of the URL, unchanged. */
export function originForm(url: string, origin: string): string {
  if (url.length === origin.length) return '/';
  return url.charCodeAt(origin.length) === 0x2f ? url.slice(origin.length) : `/${url.slice(origin.length)}`;
}
