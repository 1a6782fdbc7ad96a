import { netrcAuthFor } from '#netrc';
import type { Auth } from '../auth/auth.ts';
import type { HeaderMap } from '../headers/header-map.ts';
import { checkStrings } from '../lang/check-option.ts';
import type { SessionSettings } from '../request/prepare.ts';
import { prepareUrl, urlText } from '../request/prepare-url.ts';
import type { Request } from '../request/request.ts';
import { sameOrigin } from '../url/same-origin.ts';
import { checkBaseUrl } from './options.ts';
import type { Session } from './session.ts';

/**
 * What a session adds to a request. When it has a `baseUrl`, an absolute URL of another origin is requested without the
 * session's auth and params, and without those of its headers that hold credentials. Sets the request's resolved URL.
 */
export function settingsFor(session: Session, request: Request): SessionSettings {
  const { baseUrl: base } = session;
  let foreign = false;
  if (base !== null && base !== undefined) {
    checkBaseUrl(base);
    // The property may have been set to a URL object.
    const baseUrl = String(base);
    const url = resolveBaseUrl(baseUrl, urlText(request.url));
    foreign = !staysBelow(baseUrl, url);
    request.url = url;
  }
  return {
    headers: foreign ? withoutCredentials(session.headers, session.sensitiveHeaders) : session.headers,
    // Params often contain an API key.
    params: foreign ? undefined : session.params,
    // A cookie that is not bound to a host yet is meant for the base URL.
    cookies: foreign ? session.cookies.copyForRequest({ unbound: false }) : session.cookies,
    hooks: session.hooks,
    authFor: (url) => authFor(session, url, foreign),
  };
}

const SLASH = 0x2f;

/**
 * A URL below the session's `baseUrl`. It is appended as a path, with or without a leading slash: `/users` below
 * `https://host/v1` is `https://host/v1/users`. An absolute URL is returned as it is.
 */
export function resolveBaseUrl(baseUrl: string | null, url: string): string {
  if (baseUrl === null || /^\s*[a-zA-Z][a-zA-Z0-9+.-]*:/.test(url)) return url;
  if (url === '') return baseUrl;
  if (url.startsWith('?') || url.startsWith('#')) return baseUrl + url;
  let end = baseUrl.length;
  while (end > 0 && baseUrl.charCodeAt(end - 1) === SLASH) end--;
  let start = 0;
  while (url.charCodeAt(start) === SLASH) start++;
  return `${baseUrl.slice(0, end)}/${url.slice(start)}`;
}

/** Compares the URLs that would be requested, not the caller's text: `http://other\\@base/` can be read as either host. */
function staysBelow(baseUrl: string, url: string): boolean {
  try {
    return sameOrigin(prepareUrl(baseUrl, null), prepareUrl(url, null));
  } catch {
    // A URL that cannot be prepared is not sent.
    return false;
  }
}

/** The session's auth, or netrc's for the host. */
function authFor(session: Session, url: string, foreign: boolean): Auth | null {
  if (session.auth !== null && session.auth !== undefined) return foreign ? null : session.auth;
  return session.trustEnv ? netrcAuthFor(url) : null;
}

function withoutCredentials(headers: HeaderMap, sensitive: readonly string[]): HeaderMap {
  checkStrings('sensitiveHeaders', sensitive);
  const copy = headers.copy();
  for (const name of ['Authorization', 'Cookie', 'Proxy-Authorization', ...sensitive]) copy.delete(name);
  return copy;
}
