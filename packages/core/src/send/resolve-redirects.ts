import { verification } from '#on-demand/send/verification';
import { attachRequest, attachRequestIfMissing } from '../errors/attach-request.ts';
import { InvalidHeader, InvalidURL, TooManyRedirects } from '../errors/errors.ts';
import type { Proxies } from '../proxies/select-proxy.ts';
import { count } from '../request/check-option.ts';
import type { HookContext } from '../request/hooks.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import { Response } from '../response/response.ts';
import type { Session } from '../session/session.ts';
import { urlParts } from '../url/url-parts.ts';
import { runAuthFlow } from './auth-flow.ts';
import { buildRedirectRequest, type RedirectFrom, type RedirectStep } from './build-redirect-request.ts';
import { drain } from './drain.ts';
import { exchange } from './exchange.ts';
import { keepCookies, readBody } from './read-body.ts';
import type { SendSettings } from './settings.ts';

/** Where the loop begins. */
export interface Start {
  readonly settings: SendSettings;
  readonly proxies: Proxies;
  /** The first response, and where it leads; `null` when nothing was sent yet. */
  readonly received: { readonly response: Response; readonly target: string } | null;
}

/** The loop of redirects. */
export async function resolveRedirects(session: Session, first: PreparedRequest, start: Start): Promise<Response> {
  const { settings } = start;
  let { proxies, received } = start;
  let request = first;
  let fragment = urlParts(request.url)?.fragment ?? '';
  const history: Response[] = [];
  for (;;) {
    try {
      const { response, target } = received ?? (await nextHop(session, request, { settings, proxies, history }));
      received = null;
      if (!target) return readBody(response, settings);
      if (!settings.allowRedirects) {
        response.next = nextUnfollowed({ session, request, response, target, fragment });
        return readBody(response, settings);
      }
      await drain(response);
      response.history = history.slice();
      count('maxRedirects', session.maxRedirects, 0);
      // Negated, so that undefined, which is no number, stops the loop.
      if (!(history.length < session.maxRedirects)) {
        throw new TooManyRedirects(`Exceeded ${session.maxRedirects} redirects.`, { response });
      }
      history.push(response);
      const next = redirected({ session, request, response, target, fragment });
      request = next.request;
      fragment = next.fragment;
      proxies = session.rebuildProxies(request, settings.proxies);
    } catch (error) {
      throw attachRequestIfMissing(error, request, history.at(-1) ?? null);
    }
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
  const context = {
    session,
    transport: session.getTransport(request.url),
    settings,
    proxies,
    previous: history.at(-1) ?? null,
    onResponse: null,
  };
  let response =
    request.auth === null
      ? await exchange(request, context)
      : await runAuthFlow(request, {
          redirected: history.length > 0,
          exchange: (round) => exchange(round, context),
        });
  // A challenge that nobody answered is read to its end; a redirect that is followed is not.
  const last = !settings.allowRedirects || !response.isRedirect;
  if (request.auth !== null && !settings.stream && last) await response.load();
  if (request.hooks.response.length > 0) response = await dispatchHooks(request, response, { settings, proxies });
  keepCookies(session, response);
  if (history.length > 0) response.history = history.slice();
  return { response, target: session.getRedirectTarget(response) };
}

function redirected(from: RedirectFrom): RedirectStep {
  try {
    return buildRedirectRequest(from);
  } catch (error) {
    throw attachRequest(error, from.request, from.response);
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

async function dispatchHooks(
  request: PreparedRequest,
  received: Response,
  { settings, proxies }: { readonly settings: SendSettings; readonly proxies: Proxies },
): Promise<Response> {
  const { stream, timeout, cert } = settings;
  const context: HookContext = { stream, timeout, verify: verification(settings) ?? true, cert, proxies };
  let response = received;
  try {
    for (const hook of request.hooks.response) {
      const replaced: unknown = await hook(response, context);
      if (replaced === undefined || replaced === null) continue;
      if (!(replaced instanceof Response)) throw new TypeError('A response hook must return a Response, or nothing');
      response = replaced;
    }
  } catch (error) {
    throw attachRequest(error, request, response);
  }
  return response;
}
