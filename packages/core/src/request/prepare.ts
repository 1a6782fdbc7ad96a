import { CookieJar } from '#cookie-jar';
import type { Auth } from '../auth/auth.ts';
import { destroyGivenStreams } from '../body/single-use.ts';
import { StreamBody } from '../body/stream-body.ts';
import { mergeCookies } from '../cookies/merge-cookies.ts';
import { attachRequest } from '../errors/attach-request.ts';
import type { HeaderMap } from '../headers/header-map.ts';
import { mergeHeaders } from '../headers/header-map.ts';
import { isBytes } from '../lang/bytes.ts';
import { type Hooks, joinHooks, mergeHooks } from './hooks.ts';
import { checkMethod } from './method.ts';
import { prepareAuth } from './prepare-auth.ts';
import { prepareBody } from './prepare-body.ts';
import { type Params, prepareUrl } from './prepare-url.ts';
import { PreparedRequest } from './prepared-request.ts';
import type { Request } from './request.ts';

/** The part of a session that requests are prepared with. */
export interface SessionSettings {
  readonly headers: HeaderMap;
  readonly params: Params;
  readonly cookies: CookieJar;
  readonly hooks: Hooks;
  /** The auth that applies when the request has none: the session's, or netrc's for the URL. */
  authFor(url: string): Auth | null;
}

/**
 * In Requests' order: method, URL, headers, cookies, body, auth, hooks. Returns a promise only when an auth function is
 * async. On failure, streams that were given as the body are destroyed.
 */
export function prepare(request: Request, session: SessionSettings | null): PreparedRequest | Promise<PreparedRequest> {
  let prepared: PreparedRequest | null = null;
  try {
    prepared = new PreparedRequest({
      method: checkMethod(request.method).toUpperCase(),
      url: prepareUrl(request.url, session === null ? request.params : mergeParams(request.params, session.params)),
      headers: mergeHeaders(session?.headers ?? null, request.headers),
    });
    prepareCookies(prepared, request, session);
    prepareBody(prepared, request);
    const auth = request.auth ?? session?.authFor(prepared.url) ?? null;
    const pending = prepareAuth(prepared, auth);
    const hooks = session === null ? request.hooks : mergeHooks(request.hooks, session.hooks);
    return pending === undefined ? withHooks(prepared, hooks) : finishPreparing(pending, prepared, { request, hooks });
  } catch (error) {
    throw preparationError(error, request, prepared);
  }
}

async function finishPreparing(
  pending: Promise<void>,
  prepared: PreparedRequest,
  { request, hooks }: { readonly request: Request; readonly hooks: Hooks },
): Promise<PreparedRequest> {
  try {
    await pending;
  } catch (error) {
    throw preparationError(error, request, prepared);
  }
  return withHooks(prepared, hooks);
}

/** The error with its request attached, once the body that nobody will read is destroyed. */
export function preparationError(error: unknown, request: Request, prepared: PreparedRequest | null): unknown {
  const source = prepared?.source ?? null;
  if (source instanceof StreamBody) source.abort();
  destroyGivenStreams(request.data, request.files);
  return attachRequest(error, prepared ?? request);
}

/** The hooks come after any that an auth function registered. */
function withHooks(prepared: PreparedRequest, hooks: Hooks): PreparedRequest {
  prepared.setHooks(joinHooks(prepared.hooks, hooks));
  return prepared;
}

function prepareCookies(prepared: PreparedRequest, request: Request, session: SessionSettings | null): void {
  const own = request.cookies;
  const sessionEmpty = session === null || session.cookies.isEmpty;
  if (sessionEmpty && (own === null || own === undefined)) return;
  prepared.cookies = mergeCookies(session?.cookies ?? new CookieJar(), own ?? undefined);
  applyCookies(prepared);
}

/** Sets the Cookie header, unless the caller gave one (Requests' `prepare_cookies`). */
export function applyCookies(prepared: PreparedRequest): void {
  if (prepared.cookies === null || prepared.headers.has('cookie')) return;
  const header = prepared.cookies.cookieHeader(prepared.url);
  if (header !== '') prepared.headers.set('Cookie', header);
}

/**
 * Two records are merged key by key, the request's winning. Params in any other form replace the session's (Requests'
 * `merge_setting`).
 */
function mergeParams(own: Params, session: Params): Params {
  if (session === null || session === undefined) return own;
  if (own === null || own === undefined || isEmpty(own)) return session;
  if (!isRecord(own) || !isRecord(session)) return own;
  return { ...(session as object), ...(own as object) };
}

/** As in Requests, an empty string, no bytes and no pairs count as not given. */
function isEmpty(own: Params): boolean {
  return own === '' || (Array.isArray(own) ? own.length === 0 : isBytes(own) && own.byteLength === 0);
}

function isRecord(value: Params): boolean {
  return typeof value === 'object' && value !== null && !(Symbol.iterator in value) && !isBytes(value);
}
