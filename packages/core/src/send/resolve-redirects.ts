import { nextHop, requestNotFollowed } from '#next-hop';
import { verification } from '#tls-settings';
import { StreamBody } from '../body/stream-body.ts';
import { attachRequest, attachRequestIfMissing } from '../errors/attach-request.ts';
import { unlessAborted } from '../lang/unless-aborted.ts';
import type { HookContext } from '../request/hooks.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import { Response } from '../response/response.ts';
import { errorFromSignal } from '../transport/phase-timer.ts';
import { urlParts } from '../url/url-parts.ts';
import { runAuthFlow } from './auth-flow.ts';
import type { Redirect } from './build-redirect-request.ts';
import { exchange } from './exchange.ts';
import { readBody } from './read-body.ts';
import type { Hop, SendContext } from './send-context.ts';

/** Sends one hop and all those that it is redirected to. Resolves to the last response, with the others as its history. */
export function sendHop(request: PreparedRequest, hop: Hop): Promise<Response> {
  // Most requests have neither: they get by without another async function around the exchange.
  const { auth, hooks } = request;
  if (auth === null && hooks.response.length === 0 && hooks.request.length === 0)
    return exchange(request, hop, handleResponse);
  return sendRounds(request, hop);
}

/** With authentication, whose rounds are one exchange each, and hooks. */
async function sendRounds(request: PreparedRequest, planned: Hop): Promise<Response> {
  const { settings, history } = planned;
  let hop = planned;
  let response: Response;
  try {
    if (request.hooks.request.length > 0) hop = await dispatchRequestHooks(request, planned);
    if (request.auth === null) response = await exchange(request, hop, null);
    else {
      response = await runAuthFlow(request, {
        redirected: history.length > 0,
        exchange: (round) => exchange(round, hop, null),
      });
      // A challenge that was not answered is read to its end; a redirect that is followed is not.
      const last = !settings.allowRedirects || !response.isRedirect;
      if (!settings.stream && last) await response.load();
    }
    if (request.hooks.response.length > 0) response = await dispatchHooks(request, response, hop);
  } catch (error) {
    throw attachRequestIfMissing(error, request, history.at(-1) ?? null);
  }
  return handleResponse(response, request, hop);
}

/** Keeps the cookies of a hop's response. Then it is followed, or it is the last one and its body is read. */
function handleResponse(response: Response, request: PreparedRequest, hop: Hop): Response | Promise<Response> {
  const { session, settings, history } = hop;
  let target: string | null;
  try {
    keepCookies(session, response);
    if (history.length > 0) response.history = history.slice();
    target = session.getRedirectTarget(response);
  } catch (error) {
    throw attachRequestIfMissing(error, request, history.at(-1) ?? null);
  }
  if (!target) return readBody(response, settings);
  const fragment = hop.fragment ?? urlParts(request.url)?.fragment ?? '';
  const redirect: Redirect = { session, request, response, target, fragment };
  if (settings.allowRedirects) return followRedirect(redirect, hop);
  response.next = requestNotFollowed(redirect);
  return readBody(response, settings);
}

async function followRedirect(redirect: Redirect, hop: Hop): Promise<Response> {
  const next = await nextHop(redirect, hop);
  return sendHop(next.request, next.hop);
}

/** Returns the hop, which is another one if a hook has changed the URL. */
async function dispatchRequestHooks(request: PreparedRequest, hop: Hop): Promise<Hop> {
  const { url, source } = request;
  const { signal } = hop.settings;
  try {
    for (const hook of request.hooks.request) {
      if (signal?.aborted) throw errorFromSignal(signal);
      await endingWith(signal, hook(request));
    }
  } catch (error) {
    // The request's own body is released by whoever acquired it.
    if (request.source !== source && request.source instanceof StreamBody) request.source.abort();
    throw error;
  }
  if (request.url === url) return hop;
  const { session, settings } = hop;
  const proxies = session.rebuildProxies(request, settings.proxies);
  return { ...hop, proxies, transport: session.getTransport(request.url) };
}

async function dispatchHooks(
  request: PreparedRequest,
  received: Response,
  { settings, proxies }: Hop,
): Promise<Response> {
  const { stream, timeout, cert } = settings;
  const context: HookContext = { stream, timeout, verify: verification(settings) ?? true, cert, proxies };
  let response = received;
  try {
    for (const hook of request.hooks.response) {
      const replacement: unknown = await endingWith(settings.signal, hook(response, context));
      if (replacement === undefined || replacement === null) continue;
      if (!(replacement instanceof Response)) throw new TypeError('A response hook must return a Response, or nothing');
      response = replacement;
    }
  } catch (error) {
    throw attachRequest(error, request, response);
  }
  return response;
}

/** What a hook returns; a promise ends with the call. */
function endingWith(signal: AbortSignal | null, result: unknown): unknown {
  if (signal === null || signal.aborted || !(result instanceof Promise)) return result;
  return unlessAborted(result, signal, errorFromSignal);
}

/** Keeps in the session what a response set, and what the challenges before it did. */
function keepCookies(session: SendContext, response: Response): void {
  for (const challenge of response.history) storeCookies(session, challenge);
  storeCookies(session, response);
}

function storeCookies(session: SendContext, response: Response): void {
  if (!response.headers.has('set-cookie')) return;
  session.cookies.store(response.request?.url ?? response.url, response.headers.getSetCookie());
}
