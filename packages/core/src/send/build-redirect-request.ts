import { CookieJar } from '#cookie-jar';
import { redirectUrl } from '#redirect-url';
import { mergeCookies } from '../cookies/merge-cookies.ts';
import { InvalidHeader } from '../errors/errors.ts';
import { applyCookies } from '../request/prepare.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Response } from '../response/response.ts';
import { canonicalHost } from '../url/canonical-host.ts';
import { mustStripAuth, sameOrigin } from '../url/same-origin.ts';
import { urlParts } from '../url/url-parts.ts';
import { dropCredentials, keepsBody } from './redirect-rules.ts';
import { checkRewindable } from './rewind.ts';
import type { SendContext } from './send-context.ts';

/** A response that redirects, and the request it answered. */
export interface Redirect {
  readonly session: SendContext;
  /** As it was before its authentication. */
  readonly request: PreparedRequest;
  readonly response: Response;
  /** The session's `getRedirectTarget(response)`. */
  readonly target: string;
  /** What the target inherits when it has no fragment. */
  readonly fragment: string;
}

export interface RedirectRequest {
  readonly request: PreparedRequest;
  /** What the next redirect inherits. */
  readonly fragment: string;
}

/**
 * The request that a redirect asks for. The order of the steps is that of Requests' `resolve_redirects`.
 * @throws InvalidHeader when the response names several targets (RFC 9110 §10.2.2)
 * @throws InvalidURL for a target that cannot be requested
 * @throws UnrewindableBodyError when the body is to be sent again and cannot be
 */
export function buildRedirectRequest({ session, request, response, target, fragment }: Redirect): RedirectRequest {
  if (new Set(response.headers.getAll('location')).size > 1) {
    throw new InvalidHeader('The response has several Location headers that differ.', { response });
  }
  const next = request.copy();
  const location = redirectUrl(target, response.url, fragment);
  next.url = location.url;
  session.rebuildMethod(next, response);
  if (!keepsBody(response.statusCode)) {
    next.headers.delete('Content-Length');
    next.headers.delete('Content-Type');
    next.headers.delete('Transfer-Encoding');
    next.body = null;
  }
  // A Host header set by the caller is for the server it was set for.
  if (!sameOrigin(request.url, next.url)) next.headers.delete('Host');
  // A hook may have returned another server's response: to `rebuildAuth`, which compares with that one, the origin may
  // seem unchanged.
  if (response.request?.url !== request.url && session.shouldStripAuth(request.url, next.url))
    dropCredentials(next, session.sensitiveHeaders);
  rebuildCookies(next, { session, request, response });
  session.rebuildAuth(next, response);
  if (next.source === null) next.updateFraming();
  else checkRewindable(next, 'redirect', response);
  return { request: next, fragment: location.fragment };
}

/** The Cookie header is always rebuilt: for the new URL, with the cookies that the redirect set. */
function rebuildCookies(
  next: PreparedRequest,
  { session, request, response }: Pick<Redirect, 'session' | 'request' | 'response'>,
): void {
  next.headers.delete('Cookie');
  const setCookies = response.headers.getSetCookie();
  if (next.cookies === null && setCookies.length === 0 && session.cookies.isEmpty) return;
  const jar = mergeCookies(next.cookies ?? new CookieJar(), null);
  // The caller's cookies are for the origin that was asked first, not for another port or scheme of its host.
  if (mustStripAuth(request.url, next.url)) jar.dropGiven(canonicalHost(urlParts(request.url)?.host ?? ''));
  if (setCookies.length > 0) jar.store(response.url, setCookies);
  // A session cookie that is not bound to a host yet must not be bound by a redirect.
  jar.update(session.cookies.copyForRequest({ unbound: false }));
  next.cookies = jar;
  applyCookies(next);
}
