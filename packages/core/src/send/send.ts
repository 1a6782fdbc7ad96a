import { proxiesFor } from '#proxies';
import { StreamBody } from '../body/stream-body.ts';
import { attachRequest } from '../errors/attach-request.ts';
import { PreparedRequest } from '../request/prepared-request.ts';
import type { Response } from '../response/response.ts';
import { Deadline } from './deadline.ts';
import { sendHop } from './resolve-redirects.ts';
import type { SendContext } from './send-context.ts';
import type { SendSettings } from './settings.ts';

/**
 * Sends a prepared request. What follows, in this order:
 *
 * ```
 * resolve-redirects         one hop after another; the first request is a hop too
 *   auth-flow                 the rounds of one hop: digest and other challenges
 *     exchange                  one exchange over the transport of the URL
 *   response hooks            may replace the response
 *   cookies                   are kept in the session
 * read-body                 unless it is streamed
 * ```
 */
export function send(session: SendContext, request: PreparedRequest, settings: SendSettings): Promise<Response> {
  if (request.source instanceof StreamBody) return sendWithStream(session, request, settings);
  return sendInTime(session, request, settings);
}

/**
 * A streamed body belongs to the request until it ends. It is released when the request fails; when the server responds
 * before it has read everything, the rest is released too.
 */
async function sendWithStream(
  session: SendContext,
  request: PreparedRequest,
  settings: SendSettings,
): Promise<Response> {
  const body = request.source as StreamBody;
  try {
    body.acquire();
  } catch (error) {
    throw attachRequest(error, request);
  }
  let responded = false;
  const watched: SendSettings = {
    ...settings,
    onEnd: () => {
      settings.onEnd?.();
      if (responded) body.finish();
    },
  };
  try {
    const response = await sendInTime(session, request, watched);
    responded = true;
    // While a streamed response is read, the request body may still be going out.
    if (!settings.stream) body.finish();
    return response;
  } catch (error) {
    body.abort();
    throw attachRequest(error, request);
  }
}

function sendInTime(session: SendContext, request: PreparedRequest, settings: SendSettings): Promise<Response> {
  return settings.timeout.total === null
    ? sendFirstHop(session, request, settings)
    : sendWithDeadline(session, request, settings);
}

/** Under `timeout.total`, which covers every hop and the body. */
async function sendWithDeadline(
  session: SendContext,
  request: PreparedRequest,
  settings: SendSettings,
): Promise<Response> {
  const deadline = new Deadline(settings.timeout.total as number, settings.signal);
  let responded = false;
  const timed: SendSettings = {
    ...settings,
    signal: deadline.signal,
    onEnd: () => {
      settings.onEnd?.();
      // The bodies of redirects end too, but the clock goes on.
      if (responded) deadline.release();
    },
  };
  try {
    const response = await sendFirstHop(session, request, timed);
    responded = true;
    if (settings.stream) deadline.unref();
    else deadline.release();
    return response;
  } catch (error) {
    deadline.release();
    throw error;
  }
}

const NO_HISTORY: readonly Response[] = Object.freeze([]);

function sendFirstHop(session: SendContext, request: PreparedRequest, settings: SendSettings): Promise<Response> {
  const { url } = request;
  const { trustEnv } = session;
  return sendHop(request, {
    session,
    settings,
    proxies: proxiesFor({ url, request: settings.proxies, session: session.proxies, trustEnv }),
    transport: session.getTransport(url),
    history: NO_HISTORY,
    fragment: null,
    resends: 0,
  });
}

/** The error of a request that failed before it was sent. Nobody will read its body: it is discarded. */
export function notSent(error: unknown, request: unknown): unknown {
  if (!(request instanceof PreparedRequest)) return error;
  if (request.source instanceof StreamBody) request.source.discard();
  return attachRequest(error, request);
}
