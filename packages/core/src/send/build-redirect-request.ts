import { CookieJar } from '../cookies/cookie-jar.ts';
import { mergeCookies } from '../cookies/merge-cookies.ts';
import { InvalidHeader } from '../errors/errors.ts';
import { applyCookies } from '../request/prepare.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Response } from '../response/response.ts';
import type { Session } from '../session/session.ts';
import { canonicalHost } from '../url/canonical-host.ts';
import { mustStripAuth, sameOrigin } from '../url/same-origin.ts';
import { urlParts } from '../url/url-parts.ts';
import { dropCredentials } from './drop-credentials.ts';
import { keepsBody } from './redirect-rules.ts';
import { redirectUrl } from './redirect-url.ts';
import { checkRewindable } from './rewind.ts';

export interface RedirectStep {
  readonly request: PreparedRequest;
  /** The fragment that the redirect after this one inherits. */
  readonly fragment: string;
}

export interface RedirectFrom {
  readonly session: Session;
  /** The request that was answered, as it was before its authentication. */
  readonly request: PreparedRequest;
  readonly response: Response;
  /** Where to: the session's `getRedirectTarget`. */
  readonly target: string;
  readonly fragment: string;
}

/**
 * The request that a redirect asks for, in Requests' order of changes (`resolve_redirects`).
 * @throws InvalidHeader when the response names several targets (RFC 9110 §10.2.2), InvalidURL for one that is none.
 */
export function buildRedirectRequest({ session, request, response, target, fragment }: RedirectFrom): RedirectStep {
  if (new Set(response.headers.getAll('location')).size > 1) {
    throw new InvalidHeader('The response has several Location headers that differ.', { response });
  }
  const next = request.copy();
  const step = redirectUrl(target, response.url, fragment);
  next.url = step.url;
  session.rebuildMethod(next, response);
  if (!keepsBody(response.statusCode)) {
    next.headers.delete('Content-Length');
    next.headers.delete('Content-Type');
    next.headers.delete('Transfer-Encoding');
    next.body = null;
  }
  // A Host of the caller's is for the server it was given for.
  if (!sameOrigin(request.url, next.url)) next.headers.delete('Host');
  // A hook may have put in another server's response: to `rebuildAuth`, which knows that one, nothing seems to leave.
  if (response.request?.url !== request.url && session.shouldStripAuth(request.url, next.url))
    dropCredentials(next, session.sensitiveHeaders);
  rebuildCookies(next, { session, request, response });
  session.rebuildAuth(next, response);
  if (next.source === null) next.updateFraming();
  else checkRewindable(next, 'redirect', response);
  return { request: next, fragment: step.fragment };
}

type CookieStep = Pick<RedirectFrom, 'session' | 'request' | 'response'>;

/** The Cookie header is always made anew: for the new URL, with what the redirect set. */
function rebuildCookies(next: PreparedRequest, { session, request, response }: CookieStep): void {
  next.headers.delete('Cookie');
  const setCookies = response.headers.getSetCookie();
  if (next.cookies === null && setCookies.length === 0 && session.cookies.isEmpty) return;
  const jar = mergeCookies(next.cookies ?? new CookieJar(), null);
  // The caller meant the origin asked first, not another port or scheme of its host.
  if (mustStripAuth(request.url, next.url)) jar.dropGiven(canonicalHost(urlParts(request.url)?.host ?? ''));
  if (setCookies.length > 0) jar.store(response.url, setCookies);
  // A session's cookie that no host has got yet is not for a redirect to give away.
  jar.update(session.cookies.copyForRequest({ unbound: false }));
  next.cookies = jar;
  applyCookies(next);
}
