import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { type HeaderMap, RequestException, type TransportRequest, type TransportResponse } from '@req/core';
import { redactHeaders, redactUrl, resendCount, urlParts } from '@req/core/transport';

// Semantic conventions for HTTP spans and metrics, https://opentelemetry.io/docs/specs/semconv/http/
// The names are written out: the package with the constants would be a dependency for a handful of strings.

/** What a span has from its beginning. */
export function requestAttributes(request: TransportRequest, method: string): Attributes {
  const { scheme, host, port } = urlParts(request.url) ?? { scheme: '', host: '', port: null };
  const attributes: Record<string, AttributeValue> = {
    'http.request.method': method,
    'server.address': host.startsWith('[') ? host.slice(1, -1) : host,
    'server.port': port ? Number(port) : scheme === 'https' ? 443 : 80,
    'url.full': maskedUrl(request.url),
  };
  if (method !== request.method) attributes['http.request.method_original'] = request.method;
  const resends = request.context.get(resendCount) ?? 0;
  if (resends > 0) attributes['http.request.resend_count'] = resends;
  return attributes;
}

/** What a response adds. */
export function responseAttributes({ status, httpVersion, facts }: TransportResponse): Attributes {
  const attributes: Record<string, AttributeValue> = {
    'http.response.status_code': status,
    'network.protocol.version': httpVersion,
  };
  const { remoteAddress = null, remotePort = null } = facts?.connection ?? {};
  if (remoteAddress !== null) attributes['network.peer.address'] = remoteAddress;
  if (remoteAddress !== null && remotePort !== null) attributes['network.peer.port'] = remotePort;
  return attributes;
}

/** The attributes of a span that are few enough in value for a metric. */
export function metricAttributes(attributes: Attributes): Attributes {
  const kept: Attributes = {};
  for (const name of ON_METRICS) if (attributes[name] !== undefined) kept[name] = attributes[name];
  return kept;
}

const ON_METRICS = [
  'http.request.method',
  'server.address',
  'server.port',
  'error.type',
  'http.response.status_code',
  'network.protocol.version',
  'url.template',
] as const;

/** The value of `error.type`: the name of the class. It must not be as manifold as messages are. */
export function errorType(error: unknown): string {
  return error instanceof Error ? error.name : '_OTHER';
}

/** Its message, if that is known to be free of secrets. */
export function safeMessage(error: unknown): string | null {
  return error instanceof RequestException ? error.message : null;
}

/** Which headers to record. */
export interface RecordedHeaders {
  /** In lower case. */
  readonly names: readonly string[];
  /** The headers of the request, which know what its session calls sensitive. */
  readonly request: HeaderMap;
}

/** The named headers as attributes `prefix.name`; credentials are masked. */
export function headerAttributes(prefix: string, headers: HeaderMap, { names, request }: RecordedHeaders): Attributes {
  const attributes: Record<string, AttributeValue> = {};
  if (names.length === 0) return attributes;
  const masked = redactHeaders(headers, request);
  const shown = new Map(Object.entries(masked).map(([name, value]) => [name.toLowerCase(), value]));
  for (const name of names) {
    const values = headers.getAll(name);
    if (values.length === 0) continue;
    const value = shown.get(name) ?? '';
    attributes[`${prefix}.${name}`] = value === headers.get(name) ? values : [value];
  }
  return attributes;
}

/** `REDACTED` is the word of the conventions. */
function maskedUrl(url: string): string {
  return redactUrl(url).replaceAll('***', 'REDACTED');
}
