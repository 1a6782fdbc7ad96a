import { proxySettings } from '#on-demand/proxies/proxy-settings';
import { selectProxy } from '#on-demand/proxies/select';
import { proxiedUrl } from '#on-demand/send/proxied-url';
import { requireCapabilities } from '#on-demand/send/required-capabilities';
import { tlsSettings } from '#on-demand/send/tls-settings';
import { inPieces, passedOn } from '../body/passed-on.ts';
import { trackProgress } from '../body/progress.ts';
import type { HeaderMap } from '../headers/header-map.ts';
import type { Proxies } from '../proxies/select.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import { Response } from '../response/response.ts';
import { errorFromSignal } from '../transport/phase-timer.ts';
import { isStale } from '../transport/stale-connection.ts';
import type { ProxySettings, Transport, TransportRequest, TransportResponse } from '../transport/transport.ts';
import { bodyLimit } from './body-limit.ts';
import { checkHead } from './check-head.ts';
import { DEFAULT_TLS } from './default-tls.ts';
import { frame } from './framing.ts';
import { GuardedBody } from './guarded-body.ts';
import { departed, returned } from './in-flight.ts';
import { headFault, refuseHead } from './response-head.ts';
import type { SendSettings } from './settings.ts';
import { stamped } from './stamp.ts';
import { verification } from './verification.ts';
import { wireUrl } from './wire-url.ts';

/** What one exchange needs to know. */
export interface ExchangeContext {
  readonly transport: Transport;
  readonly settings: SendSettings;
  readonly proxies: Proxies;
}

/**
 * One exchange: the prepared request translated for the transport, the answer as a Response. Unless the settings say
 * `stream`, the body is there when it resolves, or the response knows what went wrong with it: a redirect is followed
 * all the same. Errors know their request. `arrived` takes the response on, without another promise around this one.
 */
export async function exchange(
  prepared: PreparedRequest,
  context: ExchangeContext,
  arrived?: (response: Response) => Response | Promise<Response>,
): Promise<Response> {
  const { transport, settings } = context;
  const started = performance.now();
  let answer: TransportResponse;
  try {
    const request = transportRequest(prepared, context);
    const checking = requireCapabilities(transport, request, prepared);
    if (checking !== undefined) await checking;
    if (settings.signal?.aborted) throw errorFromSignal(settings.signal);
    departed();
    try {
      answer = await transport.send(request);
    } catch (error) {
      if (!mayBeRepeated(request, error)) throw error;
      answer = await transport.send(request);
    } finally {
      returned();
    }
    if (headFault(answer) !== null) await refuseHead(answer);
  } catch (error) {
    throw stamped(error, prepared);
  }
  const response = responseOf(answer, prepared, context);
  response.elapsed = performance.now() - started;
  if (!settings.stream) {
    const inPassing = settings.allowRedirects && response.isRedirect && prepared.hooks.response.length === 0;
    const pending = inPassing ? response.collect() : response.load();
    if (pending !== undefined) await pending;
  }
  return arrived === undefined ? response : arrived(response);
}

function responseOf(
  answer: TransportResponse,
  prepared: PreparedRequest,
  { transport, settings }: ExchangeContext,
): Response {
  const decode = transport.capabilities.has('raw-body');
  const whole = answer.body instanceof Uint8Array && !settings.stream && settings.onDownloadProgress === null;
  return new Response({
    statusCode: answer.status,
    reason: answer.reason,
    url: prepared.url,
    httpVersion: answer.httpVersion,
    headers: answer.headers,
    body: whole ? answer.body : guardedBody(answer, { prepared, settings, decode }),
    request: prepared,
    decode,
    limits: settings.limits,
  });
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

function transportRequest(
  prepared: PreparedRequest,
  { transport, settings, proxies }: ExchangeContext,
): TransportRequest {
  const url = wireUrl(prepared.url);
  settings.guard?.check(url);
  const headers = prepared.headers.copy();
  let body = frame(prepared, headers);
  if (settings.onUploadProgress !== null && body !== null) {
    const length = headers.get('content-length');
    const listener = settings.onUploadProgress;
    const total = length === null ? null : Number(length);
    body = passedOn(body instanceof Uint8Array ? inPieces(body) : body, (pieces) =>
      trackProgress(pieces, total, listener),
    );
  }
  const proxy = proxyFor(url, proxies);
  if (proxy !== null) withoutProxyCredentials(url, headers, proxy);
  checkHead(prepared.method, headers);
  return {
    method: prepared.method,
    url: proxy?.url.startsWith('http') === true ? proxiedUrl(url) : url,
    headers,
    body,
    timeout: settings.timeout,
    // A certificate's path is checked for http too, as Requests does.
    tls:
      settings.cert === null && !speaksTls(url, proxy)
        ? DEFAULT_TLS
        : tlsSettings(verification(settings), settings.cert),
    proxy,
    signal: settings.signal,
    stream: settings.stream || isCounted(transport, settings),
    guard: settings.guard?.addresses ?? null,
  };
}

/** Whether the body is told of, or held to its limit, as the bytes come: not when all of it is in memory. */
function isCounted(transport: Transport, { onDownloadProgress, limits }: SendSettings): boolean {
  return onDownloadProgress !== null || limits.maxBodySize !== null || !transport.capabilities.has('raw-body');
}

/** To the origin, or to the proxy on the way to it. */
function speaksTls(url: string, proxy: ProxySettings | null): boolean {
  return url.startsWith('https:') || proxy?.url.startsWith('https:') === true;
}

function proxyFor(url: string, proxies: Proxies): ProxySettings | null {
  const proxyUrl = selectProxy(url, proxies);
  return proxyUrl ? proxySettings(proxyUrl) : null;
}

/** The proxy URL's credentials replace a caller's; inside a tunnel a caller's would reach the origin. */
function withoutProxyCredentials(url: string, headers: HeaderMap, proxy: ProxySettings): void {
  if (url.startsWith('https:') || proxy.headers.has('proxy-authorization')) headers.delete('proxy-authorization');
}

interface Guarding {
  readonly prepared: PreparedRequest;
  readonly settings: SendSettings;
  /** Whether the body is still to be decoded. */
  readonly decode: boolean;
}

function guardedBody(answer: TransportResponse, { prepared: request, settings, decode }: Guarding): GuardedBody {
  const { headers } = answer;
  const length = headers.get('content-length');
  const listener = settings.onDownloadProgress;
  return new GuardedBody(answer.body instanceof Uint8Array ? inPieces(answer.body) : answer.body, {
    request,
    limit: bodyLimit(headers, settings.limits, decode),
    progress: listener === null ? null : { total: length === null ? null : Number(length), listener },
    onEnd: settings.onEnd,
  });
}
