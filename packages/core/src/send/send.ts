import { InvalidHeader, InvalidURL, TooManyRedirects } from '../errors/errors.ts';
import { type Proxies, proxiesFor } from '../proxies/select.ts';
import type { HookContext } from '../request/hooks.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import { Response } from '../response/response.ts';
import type { Session } from '../session/session.ts';
import { urlParts } from '../url/url-parts.ts';
import { runAuthFlow } from './auth-flow.ts';
import { Deadline } from './deadline.ts';
import { drain } from './drain.ts';
import { exchange } from './exchange.ts';
import { nextRequest, type RedirectFrom, type RedirectStep } from './redirects.ts';
import type { SendSettings } from './settings.ts';
import { stamped } from './stamp.ts';
import { verification } from './verification.ts';

/**
 * Sends a prepared request: the only place that knows the order of what follows.
 *
 * ```
 * redirects                 one hop after the other
 *   authentication          its rounds of one hop
 *     one exchange          the transport of the URL
 *   response hooks          may replace the response
 *   cookies kept            in the session
 * the body                  unless it is streamed
 * ```
 */
export function send(session: Session, request: PreparedRequest, settings: SendSettings): Promise<Response> {
  return settings.timeout.total === null
    ? follow(session, request, settings)
    : followInTime(session, request, settings);
}

/** With a clock over all of it. */
async function followInTime(session: Session, request: PreparedRequest, settings: SendSettings): Promise<Response> {
  const deadline = new Deadline(settings.timeout.total as number, settings.signal);
  let arrived = false;
  // The bodies of redirects end too, long before the time is over.
  const onEnd = (): void => {
    if (arrived) deadline.release();
  };
  const timed: SendSettings = { ...settings, signal: deadline.signal, onEnd };
  try {
    const response = await follow(session, request, timed);
    arrived = true;
    if (settings.stream) deadline.unref();
    else deadline.release();
    return response;
  } catch (error) {
    deadline.release();
    throw error;
  }
}

/**
 * Nearly all requests are one exchange, without authentication and hooks: they get by without the loop, which is another
 * asynchronous function.
 */
function follow(session: Session, request: PreparedRequest, settings: SendSettings): Promise<Response> {
  const proxies = requestProxies(session, request, settings);
  if (request.auth !== null || request.hooks.response.length > 0) {
    return followAll(session, request, { settings, proxies, received: null });
  }
  const context = { transport: session.getTransport(request.url), settings, proxies };
  return exchange(request, context, (response) => {
    keepCookies(session, response);
    const target = session.getRedirectTarget(response);
    if (!target) return finished(response, settings);
    return followAll(session, request, { settings, proxies, received: { response, target } });
  });
}

interface Start {
  readonly settings: SendSettings;
  readonly proxies: Proxies;
  /** The first response, and where it leads; `null` when nothing was sent yet. */
  readonly received: { readonly response: Response; readonly target: string } | null;
}

/** The loop of redirects. */
async function followAll(session: Session, first: PreparedRequest, start: Start): Promise<Response> {
  const { settings } = start;
  let { proxies, received } = start;
  let request = first;
  let fragment = urlParts(request.url)?.fragment ?? '';
  const history: Response[] = [];
  for (;;) {
    const { response, target } = received ?? (await nextHop(session, request, { settings, proxies, history }));
    received = null;
    if (!target) return finished(response, settings);
    if (!settings.allowRedirects) {
      response.next = nextUnfollowed({ session, request, response, target, fragment });
      return finished(response, settings);
    }
    await drain(response);
    response.history = history.slice();
    // So that what is no number, NaN or undefined, is no licence to go on for ever.
    if (!(history.length < session.maxRedirects)) {
      throw new TooManyRedirects(`Exceeded ${session.maxRedirects} redirects.`, { response });
    }
    history.push(response);
    const next = redirected({ session, request, response, target, fragment });
    request = next.request;
    fragment = next.fragment;
    proxies = session.rebuildProxies(request, settings.proxies);
  }
}

interface Hop {
  readonly settings: SendSettings;
  readonly proxies: Proxies;
  readonly history: readonly Response[];
}

/** One hop: one exchange, or the rounds of its authentication; hooks, cookies, and where the response leads. */
async function nextHop(
  session: Session,
  request: PreparedRequest,
  { settings, proxies, history }: Hop,
): Promise<{ response: Response; target: string | null }> {
  const context = { transport: session.getTransport(request.url), settings, proxies };
  let response =
    request.auth === null
      ? await exchange(request, context)
      : await runAuthFlow(request, {
          redirected: history.length > 0,
          exchange: (round) => exchange(round, context),
        });
  if (request.hooks.response.length > 0) response = await dispatchHooks(request, response, { settings, proxies });
  keepCookies(session, response);
  if (history.length > 0) response.history = history.slice();
  return { response, target: session.getRedirectTarget(response) };
}

function redirected(from: RedirectFrom): RedirectStep {
  try {
    return nextRequest(from);
  } catch (error) {
    throw stamped(error, from.request);
  }
}

/** `null` when it leads nowhere: who does not follow redirects wants the response all the same. */
function nextUnfollowed(from: RedirectFrom): PreparedRequest | null {
  try {
    return redirected(from).request;
  } catch (error) {
    if (error instanceof InvalidURL || error instanceof InvalidHeader) return null;
    throw error;
  }
}

function finished(response: Response, settings: SendSettings): Response | Promise<Response> {
  if (settings.stream) return response;
  // What looked like a redirect may have been read in passing.
  const pending = response.load();
  if (pending !== undefined) return loaded(response, pending);
  response.throwFailure();
  return response;
}

async function loaded(response: Response, pending: Promise<void>): Promise<Response> {
  await pending;
  response.throwFailure();
  return response;
}

async function dispatchHooks(
  request: PreparedRequest,
  received: Response,
  { settings, proxies }: { readonly settings: SendSettings; readonly proxies: Proxies },
): Promise<Response> {
  const { stream, timeout, cert } = settings;
  const context: HookContext = { stream, timeout, verify: verification(settings) ?? true, cert, proxies };
  let response = received;
  for (const hook of request.hooks.response) {
    const replaced: unknown = await hook(response, context);
    if (replaced === undefined || replaced === null) continue;
    if (!(replaced instanceof Response)) throw new TypeError('A response hook must return a Response, or nothing');
    response = replaced;
  }
  return response;
}

function keepCookies(session: Session, response: Response): void {
  for (const earlier of response.history) storeCookies(session, earlier);
  storeCookies(session, response);
}

function storeCookies(session: Session, response: Response): void {
  if (!response.headers.has('set-cookie')) return;
  session.cookies.store(response.request?.url ?? response.url, response.headers.getSetCookie());
}

function requestProxies(session: Session, { url }: PreparedRequest, settings: SendSettings): Proxies {
  return proxiesFor({ url, request: settings.proxies, session: session.proxies, trustEnv: session.trustEnv });
}
