import { followedByClient } from '#next-hop';
import { proxyFor } from '#proxies';
import { DEFAULT_TLS, tlsSettings, verification } from '#tls-settings';
import { proxiedUrl, wireUrl } from '#wire-url';
import { frameBody } from '../body/framing.ts';
import { mapBody, sliceBytes } from '../body/map-body.ts';
import { trackProgress } from '../body/progress.ts';
import { checkFieldLines } from '../headers/field-syntax.ts';
import type { HeaderMap } from '../headers/header-map.ts';
import { checkMethod } from '../request/method.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import { resendCount } from '../transport/context.ts';
import type { ProxySettings, Transport, TransportRequest } from '../transport/transport.ts';
import type { Hop } from './send-context.ts';
import type { SendSettings } from './settings.ts';

/**
 * A prepared request as it is handed to a transport: framed, validated, with the proxy and TLS settings that apply.
 * @throws InvalidURL, InvalidHeader, InvalidProxyURL, HostNotAllowed
 * @throws SSLError when a certificate file cannot be read
 */
export function buildTransportRequest(request: PreparedRequest, hop: Hop): TransportRequest {
  const { session, transport, settings, proxies, resends } = hop;
  const url = wireUrl(request.url);
  settings.guard?.check(url);
  const headers = request.headers.copy();
  let body = frameBody(request, headers);
  if (settings.onUploadProgress !== null && body !== null) {
    const length = headers.get('content-length');
    const listener = settings.onUploadProgress;
    const total = length === null ? null : Number(length);
    body = mapBody(body instanceof Uint8Array ? sliceBytes(body) : body, (chunks) =>
      trackProgress(chunks, total, listener),
    );
  }
  const proxy = proxyFor(url, proxies, transport);
  if (proxy !== null) dropProxyCredentials(url, headers, proxy);
  validateRequestHead(request.method, headers);
  return {
    method: request.method,
    url: proxy?.url.startsWith('http') === true ? proxiedUrl(url) : url,
    headers,
    body,
    timeout: settings.timeout,
    // The path of a certificate is checked for http URLs too, as in Requests.
    tls:
      settings.cert === null && !usesTls(url, proxy) ? DEFAULT_TLS : tlsSettings(verification(settings), settings.cert),
    proxy,
    signal: settings.signal,
    stream: settings.stream || mustCount(transport, settings),
    lazy: settings.stream,
    guard: settings.guard?.addresses ?? null,
    withheldHeaders: request.leftOrigin ? session.sensitiveHeaders : null,
    context: resends === 0 ? settings.context : settings.context.with(resendCount.with(resends)),
    trace: settings.trace,
    followRedirects: followedByClient(request, hop),
  };
}

/** Whether the bytes must be counted as they arrive, for progress or a limit: it is too late once all are in memory. */
function mustCount(transport: Transport, { onDownloadProgress, limits }: SendSettings): boolean {
  return onDownloadProgress !== null || limits.maxBodySize !== null || !transport.capabilities.has('raw-body');
}

/** To the origin, or to the proxy in front of it. */
function usesTls(url: string, proxy: ProxySettings | null): boolean {
  return url.startsWith('https:') || proxy?.url.startsWith('https:') === true;
}

/** Credentials in the proxy's URL replace the caller's header. Inside a tunnel that header would reach the origin. */
function dropProxyCredentials(url: string, headers: HeaderMap, proxy: ProxySettings): void {
  if (url.startsWith('https:') || proxy.headers.has('proxy-authorization')) headers.delete('proxy-authorization');
}

/**
 * Checks what the transport is going to write. Auth functions, hooks and sessions may have changed what was checked when the
 * request was prepared, and not every client checks it.
 * @throws TypeError for a method that is not a token
 * @throws InvalidHeader for a field that HTTP does not allow; the message does not show its value
 */
function validateRequestHead(method: string, headers: HeaderMap): void {
  checkMethod(method);
  checkFieldLines(headers.toFlat());
}
