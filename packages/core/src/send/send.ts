import { proxiesFor } from '#on-demand/proxies/select-proxy';
import { resolveRedirects } from '#on-demand/send/resolve-redirects';
import { StreamBody } from '../body/stream-body.ts';
import { attachRequest } from '../errors/attach-request.ts';
import type { Proxies } from '../proxies/select-proxy.ts';
import { PreparedRequest } from '../request/prepared-request.ts';
import type { Response } from '../response/response.ts';
import type { Session } from '../session/session.ts';
import { Deadline } from './deadline.ts';
import { type ExchangeContext, exchange } from './exchange.ts';
import { keepCookies, readBody } from './read-body.ts';
import type { SendSettings } from './settings.ts';

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
  const { source } = request;
  if (source instanceof StreamBody) return followWithStream(session, request, settings);
  return settings.timeout.total === null
    ? follow(session, request, settings)
    : followInTime(session, request, settings);
}

/**
 * With a body of streams and files, which belong to the request until it ends: they are released when it fails, and what
 * is left of them when the server has answered before it had read them.
 */
async function followWithStream(session: Session, request: PreparedRequest, settings: SendSettings): Promise<Response> {
  const body = request.source as StreamBody;
  try {
    body.claim();
  } catch (error) {
    throw attachRequest(error, request);
  }
  let arrived = false;
  const watched: SendSettings = {
    ...settings,
    onEnd: () => {
      settings.onEnd?.();
      if (arrived) body.settle();
    },
  };
  try {
    const response = await (settings.timeout.total === null
      ? follow(session, request, watched)
      : followInTime(session, request, watched));
    arrived = true;
    // While a streamed response comes the request may still be going out.
    if (!settings.stream) body.settle();
    return response;
  } catch (error) {
    body.release();
    throw attachRequest(error, request);
  }
}

/** Sending failed before it began: nobody will read the body. */
export function notSent(error: unknown, request: unknown): unknown {
  if (!(request instanceof PreparedRequest)) return error;
  if (request.source instanceof StreamBody) request.source.discard();
  return attachRequest(error, request);
}

/** With a clock over all of it. */
async function followInTime(session: Session, request: PreparedRequest, settings: SendSettings): Promise<Response> {
  const deadline = new Deadline(settings.timeout.total as number, settings.signal);
  let arrived = false;
  const timed: SendSettings = {
    ...settings,
    signal: deadline.signal,
    onEnd: () => {
      settings.onEnd?.();
      // The bodies of redirects end too, long before the time is over.
      if (arrived) deadline.release();
    },
  };
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
    return resolveRedirects(session, request, { settings, proxies, received: null });
  }
  return exchange(request, {
    session,
    transport: session.getTransport(request.url),
    settings,
    proxies,
    previous: null,
    onResponse: handleFirstResponse,
  });
}

/** The first response, and most often the last. */
function handleFirstResponse(
  response: Response,
  { session, settings, proxies }: ExchangeContext,
): Response | Promise<Response> {
  keepCookies(session, response);
  const target = session.getRedirectTarget(response);
  if (!target) return readBody(response, settings);
  const request = response.request as PreparedRequest;
  return resolveRedirects(session, request, { settings, proxies, received: { response, target } });
}

function requestProxies(session: Session, { url }: PreparedRequest, settings: SendSettings): Proxies {
  return proxiesFor({ url, request: settings.proxies, session: session.proxies, trustEnv: session.trustEnv });
}
