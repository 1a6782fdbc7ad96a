import { respondingUrl } from '#next-hop';
import { rejectResponse, responseHeadError } from '#validate-response-head';
import { attachRequest } from '../errors/attach-request.ts';
import { ownProperty } from '../lang/own-properties.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import { Response } from '../response/response.ts';
import { CHECKED } from '../response/response-init.ts';
import { resendCount } from '../transport/context.ts';
import { attemptsOf } from '../transport/facts.ts';
import { lastResponse } from '../transport/last-response.ts';
import { errorFromSignal } from '../transport/phase-timer.ts';
import { isStale } from '../transport/stale-connection.ts';
import type { TransportRequest, TransportResponse } from '../transport/transport.ts';
import { withFacts } from '../transport/transport-wrapper.ts';
import { bindBody } from './bound-stream.ts';
import { sendObservably } from './observed-send.ts';
import { requireCapabilities } from './required-capabilities.ts';
import type { Hop } from './send-context.ts';
import type { SendSettings } from './settings.ts';
import { buildTransportRequest } from './transport-request.ts';

/** What happens with the response of an exchange. Called by the exchange itself, which saves a promise around its own. */
export type OnResponse = (response: Response, request: PreparedRequest, hop: Hop) => Response | Promise<Response>;

/** An exchange under way. */
interface Exchange {
  readonly request: PreparedRequest;
  readonly hop: Hop;
  readonly onResponse: OnResponse | null;
  readonly transportRequest: TransportRequest;
  /** `performance.now()` */
  readonly started: number;
}

/**
 * One exchange: the prepared request is translated for the transport, and its response into a `Response`. Unless the
 * settings say `stream`, the body has been read when it resolves; an error of the body is kept in the response, for a
 * redirect is followed whatever its body does. Errors know their request.
 */
export function exchange(request: PreparedRequest, hop: Hop, onResponse: OnResponse | null): Promise<Response> {
  // Promise chains instead of `async`: they keep less in memory while the exchange is under way.
  const started = performance.now();
  const { transport, settings } = hop;
  if (settings.signal?.aborted) return Promise.reject(attachRequest(errorFromSignal(settings.signal), request));
  let transportRequest: TransportRequest;
  let responding: Promise<TransportResponse>;
  try {
    transportRequest = buildTransportRequest(request, hop);
    requireCapabilities(transport, transportRequest, request);
    responding = Promise.resolve(sendObservably(transport, transportRequest));
  } catch (error) {
    // Nothing was sent: the only response there is is the redirect that led here.
    return Promise.reject(attachRequest(error, request, hop.history.at(-1) ?? null));
  }
  const sent: Exchange = { request, hop, onResponse, transportRequest, started };
  return responding.then(
    (transportResponse) => receive(transportResponse, sent),
    (error: unknown) => {
      if (mayBeRepeated(transportRequest, error)) return repeat(sent);
      throw failure(error, sent);
    },
  );
}

async function repeat(sent: Exchange): Promise<Response> {
  const { transportRequest, hop } = sent;
  const { transport } = hop;
  const resends = hop.resends + 1;
  const request = { ...transportRequest, context: transportRequest.context.with(resendCount.with(resends)) };
  let response: TransportResponse;
  try {
    response = await sendObservably(transport, request);
  } catch (error) {
    throw failure(error, sent);
  }
  const attempts = 1 + attemptsOf(response);
  return receive(withFacts(response, { attempts }), sent);
}

/** The error of an exchange. A retrying transport adds the last response that it received, which it has read. */
function failure(error: unknown, { request, hop }: Exchange): unknown {
  const last = lastResponse(error);
  if (last === null) return attachRequest(error, request, null);
  const settings = { ...hop.settings, stream: false, onDownloadProgress: null };
  const response = toResponse(last, request, { ...hop, settings });
  response.history = hop.history.slice();
  return attachRequest(error, request, response);
}

function receive(transportResponse: TransportResponse, sent: Exchange): Response | Promise<Response> {
  const { request, hop } = sent;
  if (responseHeadError(transportResponse) !== null) return reject(transportResponse, request);
  hop.resends += attemptsOf(transportResponse);
  const response = toResponse(transportResponse, request, hop);
  response.elapsed = performance.now() - sent.started;
  const pending = hop.settings.stream ? undefined : readFirst(response, request, hop.settings);
  return pending === undefined ? deliver(response, sent) : pending.then(() => deliver(response, sent));
}

function deliver(response: Response, { request, hop, onResponse }: Exchange): Response | Promise<Response> {
  return onResponse === null ? response : onResponse(response, request, hop);
}

/**
 * Reads the whole body of a final response. The body of one that another request may follow is read only if it is short,
 * and decoded only when a hook or an auth function may look at it.
 */
function readFirst(response: Response, { auth, hooks }: PreparedRequest, settings: SendSettings): void | Promise<void> {
  const followed = settings.allowRedirects && response.isRedirect;
  if (followed && auth === null && hooks.response.length === 0) return response.collect();
  if (followed || (auth !== null && !response.ok)) return readShort(response);
  return response.load();
}

async function readShort(response: Response): Promise<void> {
  await response.collect();
  if (response.collected) await response.load();
}

async function reject(transportResponse: TransportResponse, request: PreparedRequest): Promise<never> {
  try {
    return await rejectResponse(transportResponse);
  } catch (error) {
    throw attachRequest(error, request);
  }
}

function toResponse(transportResponse: TransportResponse, request: PreparedRequest, hop: Hop): Response {
  const { transport, settings } = hop;
  const { status, reason, httpVersion, headers, body } = transportResponse;
  const decode = transport.capabilities.has('raw-body');
  const whole = body instanceof Uint8Array && !settings.stream && settings.onDownloadProgress === null;
  const response = new Response({
    statusCode: status,
    reason,
    url: respondingUrl(request, transportResponse),
    httpVersion,
    headers,
    body: whole ? body : bindBody(transportResponse, { request, settings, decode }),
    request,
    decode,
    limits: settings.limits,
    facts: (ownProperty(transportResponse, 'facts') as TransportResponse['facts']) ?? null,
    defaultEncoding: settings.defaultEncoding,
    parseJson: settings.parseJson,
    [CHECKED]: true,
  });
  if (settings.signal !== null || settings.onEnd !== null) response.endWith(settings.signal, settings.onEnd);
  return response;
}

/** RFC 9110 §9.2.2. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/**
 * True for a request that met a connection which the server was closing: no byte of a response came, the method is
 * idempotent, and the body is still there (RFC 9112 §9.3.1). It is sent again, once. Any other failure is an error, as in
 * Requests.
 */
function mayBeRepeated({ method, body }: TransportRequest, error: unknown): boolean {
  return isStale(error) && (body === null || body instanceof Uint8Array) && IDEMPOTENT.has(method);
}
