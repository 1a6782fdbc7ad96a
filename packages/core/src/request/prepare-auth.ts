import type { Auth, AuthFlow, AuthHeader } from '../auth/auth.ts';
import { basicAuthHeader } from '../auth/basic.ts';
import { unquote } from '../lang/percent-encoding.ts';
import { urlParts } from '../url/url-parts.ts';
import { PreparedRequest } from './prepared-request.ts';

/**
 * Applies `auth`, or else the user and password in the URL, if it has both. Returns a promise only when an auth function
 * is async. The framing is updated afterwards, since auth may have replaced the body.
 */
export function prepareAuth(prepared: PreparedRequest, auth: Auth | null | undefined): void | Promise<void> {
  if (auth === null || auth === undefined) {
    const credentials = urlCredentials(prepared.url);
    if (credentials !== null) prepared.headers.set('Authorization', basicAuthHeader(...credentials));
    return;
  }
  if (typeof auth === 'function') {
    const result = auth(prepared);
    if (isPromise(result)) return result.then((replaced) => replaceBy(prepared, replaced));
    replaceBy(prepared, result);
    return;
  }
  if (isPair(auth)) prepared.headers.set('Authorization', basicAuthHeader(auth[0], auth[1]));
  else if (typeof (auth as AuthFlow).authFlow === 'function') prepared.auth = auth as AuthFlow;
  else if (typeof (auth as AuthHeader).apply === 'function') {
    (auth as AuthHeader).apply(prepared);
    prepared.updateFraming();
  } else
    throw new TypeError(`auth must be [user, password], a function, or an object with authFlow()${adviceFor(auth)}`);
}

/** What to write for a token, and for the form that axios has. */
function adviceFor(auth: unknown): string {
  if (typeof auth === 'string') return '; for a token: new HTTPBearerAuth(token)';
  return Object.hasOwn(Object(auth), 'username') ? ', not an object with a username' : '';
}

function isPair(auth: Auth): auth is readonly [string, string] {
  if (!Array.isArray(auth)) return false;
  if (auth.length !== 2)
    throw new TypeError(`auth given as a list must be [user, password], not a list of ${auth.length}`);
  return true;
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as Promise<T> | null | undefined)?.then === 'function';
}

function replaceBy(prepared: PreparedRequest, result: PreparedRequest | void): void {
  if (result !== undefined && result !== null && result !== prepared) {
    if (!(result instanceof PreparedRequest))
      throw new TypeError('an auth function must return the request, or nothing');
    prepared.method = result.method;
    prepared.url = result.url;
    prepared.headers = result.headers;
    prepared.hooks = result.hooks;
    prepared.body = result.body;
  }
  prepared.updateFraming();
}

/** The user and password in a URL, decoded; `null` unless it has both (Requests' `get_auth_from_url`). */
function urlCredentials(url: string): [string, string] | null {
  if (!url.includes('@')) return null;
  const userinfo = urlParts(url)?.userinfo ?? null;
  const colon = userinfo?.indexOf(':') ?? -1;
  if (userinfo === null || colon < 0 || userinfo === ':') return null;
  return [unquote(userinfo.slice(0, colon)), unquote(userinfo.slice(colon + 1))];
}
