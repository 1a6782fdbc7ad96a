import { proxySettings } from '#on-demand/proxies/proxy-settings';
import { selectProxy } from '#on-demand/proxies/select-proxy';
import { proxiedUrl } from '#on-demand/send/proxied-url';
import { tlsSettings } from '#on-demand/send/tls-settings';
import { verification } from '#on-demand/send/verification';
import { mapBody, sliceBytes } from '../body/map-body.ts';
import { trackProgress } from '../body/progress.ts';
import type { HeaderMap } from '../headers/header-map.ts';
import { ownProperty } from '../lang/own-properties.ts';
import type { Proxies } from '../proxies/select-proxy.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { ProxySettings, Transport, TransportRequest } from '../transport/transport.ts';
import { DEFAULT_TLS } from './default-tls.ts';
import type { ExchangeContext } from './exchange.ts';
import { frame } from './framing.ts';
import type { SendSettings } from './settings.ts';
import { validateRequestHead } from './validate-request-head.ts';
import { wireUrl } from './wire-url.ts';

/**
 * A prepared request as a transport is given it: framed, checked, with what the settings say of proxy and TLS.
 * @throws InvalidURL, InvalidHeader, InvalidProxyURL, HostNotAllowed
 */
export function transportRequest(
  prepared: PreparedRequest,
  { session, transport, settings, proxies }: ExchangeContext,
): TransportRequest {
  const url = wireUrl(prepared.url);
  settings.guard?.check(url);
  const headers = prepared.headers.copy();
  let body = frame(prepared, headers);
  if (settings.onUploadProgress !== null && body !== null) {
    const length = headers.get('content-length');
    const listener = settings.onUploadProgress;
    const total = length === null ? null : Number(length);
    body = mapBody(body instanceof Uint8Array ? sliceBytes(body) : body, (pieces) =>
      trackProgress(pieces, total, listener),
    );
  }
  const proxy = proxyFor(url, proxies, transport);
  if (proxy !== null) withoutProxyCredentials(url, headers, proxy);
  validateRequestHead(prepared.method, headers);
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
    lazy: settings.stream,
    guard: settings.guard?.addresses ?? null,
    withheldHeaders: prepared.leftOrigin ? session.sensitiveHeaders : null,
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

/** A Unix domain socket uses none, whatever the environment says. */
function proxyFor(url: string, proxies: Proxies, transport: Transport): ProxySettings | null {
  const proxyUrl = selectProxy(url, proxies);
  return proxyUrl && !ownProperty(transport, 'socketPath') ? proxySettings(proxyUrl) : null;
}

/** The proxy URL's credentials replace a caller's; inside a tunnel a caller's would reach the origin. */
function withoutProxyCredentials(url: string, headers: HeaderMap, proxy: ProxySettings): void {
  if (url.startsWith('https:') || proxy.headers.has('proxy-authorization')) headers.delete('proxy-authorization');
}
