import { requireCapabilities } from '#on-demand/send/required-capabilities';
import { sliceBytes } from '../body/map-body.ts';
import { attachRequest } from '../errors/attach-request.ts';
import type { Proxies } from '../proxies/select-proxy.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import { Response } from '../response/response.ts';
import { CHECKED } from '../response/response-init.ts';
import type { Session } from '../session/session.ts';
import { lastResponse } from '../transport/last-response.ts';
import { errorFromSignal } from '../transport/phase-timer.ts';
import { isStale } from '../transport/stale-connection.ts';
import type { Transport, TransportRequest, TransportResponse } from '../transport/transport.ts';
import { bodyLimit } from './body-limit.ts';
import { BoundStream } from './bound-stream.ts';
import type { SendSettings } from './settings.ts';
import { transportRequest } from './transport-request.ts';
import { rejectResponse, responseHeadError } from './validate-response-head.ts';

/** What one exchange needs to know. */
export interface ExchangeContext {
  readonly session: Session;
  readonly transport: Transport;
  readonly settings: SendSettings;
  readonly proxies: Proxies;
  /** The response that led to this exchange: a redirect. */
  readonly previous: Response | null;
  /** Takes the response on, without another promise around that of the exchange; `null`: it is handed back. */
  readonly onResponse: ((response: Response, context: ExchangeContext) => Response | Promise<Response>) | null;
}

/** A request on its way. */
interface Sent {
  readonly prepared: PreparedRequest;
  readonly context: ExchangeContext;
  readonly request: TransportRequest;
  /** On the clock of `performance`. */
  readonly started: number;
}

/**
 * One exchange: the prepared request translated for the transport, the answer as a Response. Unless the settings say
 * `stream`, the body is there when it resolves, or the response knows what went wrong with it: a redirect is followed
 * all the same. Errors know their request.
 */
export function exchange(prepared: PreparedRequest, context: ExchangeContext): Promise<Response> {
  // Not `async`: what such a function keeps while it waits is more than all that is kept here.
  const started = performance.now();
  const { transport, settings } = context;
  if (settings.signal?.aborted) return Promise.reject(attachRequest(errorFromSignal(settings.signal), prepared));
  let sent: Sent;
  let answer: Promise<TransportResponse>;
  try {
    const request = transportRequest(prepared, context);
    const checking = requireCapabilities(transport, request, prepared);
    answer =
      checking === undefined ? Promise.resolve(transport.send(request)) : checking.then(() => transport.send(request));
    sent = { prepared, context, request, started };
  } catch (error) {
    // It was not sent: what led here is all there is.
    return Promise.reject(attachRequest(error, prepared, context.previous));
  }
  return answer.then(
    (response) => received(response, sent),
    (error: unknown) => {
      if (mayBeRepeated(sent.request, error)) return repeated(sent);
      throw failed(error, sent);
    },
  );
}

async function repeated(sent: Sent): Promise<Response> {
  let answer: TransportResponse;
  try {
    answer = await sent.context.transport.send(sent.request);
  } catch (error) {
    throw failed(error, sent);
  }
  return received(answer, sent);
}

/** A retrying transport gives up with a response. */
function failed(error: unknown, { prepared, context }: Sent): unknown {
  const last = lastResponse(error);
  return attachRequest(error, prepared, last === null ? null : responseOf(last, prepared, context));
}

function received(answer: TransportResponse, { prepared, context, started }: Sent): Response | Promise<Response> {
  if (responseHeadError(answer) !== null) return refused(answer, prepared);
  const { settings } = context;
  const response = responseOf(answer, prepared, context);
  response.elapsed = performance.now() - started;
  if (settings.stream) return deliver(response, context);
  const pending = readFirst(response, prepared, settings);
  return pending === undefined ? deliver(response, context) : pending.then(() => deliver(response, context));
}

/**
 * The body of a final response is read whole. That of one that another request may follow only as far as it is short,
 * and decoded when a hook or an auth function may ask for it.
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

function deliver(response: Response, context: ExchangeContext): Response | Promise<Response> {
  return context.onResponse === null ? response : context.onResponse(response, context);
}

async function refused(answer: TransportResponse, prepared: PreparedRequest): Promise<never> {
  try {
    return await rejectResponse(answer);
  } catch (error) {
    throw attachRequest(error, prepared);
  }
}

function responseOf(
  answer: TransportResponse,
  prepared: PreparedRequest,
  { transport, settings }: ExchangeContext,
): Response {
  const decode = transport.capabilities.has('raw-body');
  const whole = answer.body instanceof Uint8Array && !settings.stream && settings.onDownloadProgress === null;
  const response = new Response({
    statusCode: answer.status,
    reason: answer.reason,
    url: prepared.url,
    httpVersion: answer.httpVersion,
    headers: answer.headers,
    body: whole ? answer.body : boundStream(answer, { prepared, settings, decode }),
    request: prepared,
    decode,
    limits: settings.limits,
    [CHECKED]: true,
  });
  if (settings.signal !== null || settings.onEnd !== null) response.endWith(settings.signal, settings.onEnd);
  return response;
}

/** RFC 9110 §9.2.2. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/**
 * True for what met a connection that the server was closing: no byte of a response came, the method is idempotent, the
 * body is still there (RFC 9112 §9.3.1). It is sent again, once. Anything else is an error, as it is in Requests.
 */
function mayBeRepeated({ method, body }: TransportRequest, error: unknown): boolean {
  return isStale(error) && (body === null || body instanceof Uint8Array) && IDEMPOTENT.has(method);
}

interface Guarding {
  readonly prepared: PreparedRequest;
  readonly settings: SendSettings;
  /** Whether the body is still to be decoded. */
  readonly decode: boolean;
}

function boundStream(answer: TransportResponse, { prepared: request, settings, decode }: Guarding): BoundStream {
  const { headers } = answer;
  const length = headers.get('content-length');
  const listener = settings.onDownloadProgress;
  return new BoundStream(answer.body instanceof Uint8Array ? sliceBytes(answer.body) : answer.body, {
    request,
    limit: bodyLimit(headers, settings.limits, decode),
    progress: listener === null ? null : { total: length === null ? null : Number(length), listener },
  });
}
