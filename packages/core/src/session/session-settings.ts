import type { Auth } from '../auth/auth.ts';
import { netrcAuthFor } from '../auth/netrc.ts';
import type { HeaderMap } from '../headers/header-map.ts';
import { checkStrings } from '../lang/check-option.ts';
import type { SessionSettings } from '../request/prepare.ts';
import { prepareUrl } from '../request/prepare-url.ts';
import type { Request } from '../request/request.ts';
import { sameOrigin } from '../url/same-origin.ts';
import { resolveBaseUrl } from './base-url.ts';
import { checkBaseUrl } from './options.ts';
import type { Session } from './session.ts';

/**
 * What a session adds to a request. Below a `baseUrl`, an absolute URL of another origin goes out without the
 * session's auth, params and headers that hold credentials. Writes the request's resolved URL back into it.
 */
export function settingsFor(session: Session, request: Request): SessionSettings {
  const { baseUrl: base } = session;
  let foreign = false;
  if (base !== null && base !== undefined) {
    checkBaseUrl(base);
    // A URL object may have been assigned.
    const baseUrl = String(base);
    const url = resolveBaseUrl(baseUrl, String(request.url));
    foreign = !staysBelow(baseUrl, url);
    request.url = url;
  }
  return {
    headers: foreign ? withoutCredentials(session.headers, session.sensitiveHeaders) : session.headers,
    // A key of an API often stands among them.
    params: foreign ? undefined : session.params,
    // A cookie that no host has got yet is for the base.
    cookies: foreign ? session.cookies.copyForRequest({ unbound: false }) : session.cookies,
    hooks: session.hooks,
    authFor: (url) => authFor(session, url, foreign),
  };
}

/** Judged by the URL that will be asked, not by the caller's text: `http://other\\@base/` reads as either. */
function staysBelow(baseUrl: string, url: string): boolean {
  try {
    return sameOrigin(prepareUrl(baseUrl, null), prepareUrl(url, null));
  } catch {
    // What cannot be prepared is not sent either.
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
