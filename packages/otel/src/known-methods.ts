/** The methods that the conventions know: those of RFC 9110, PATCH (RFC 5789) and QUERY. */
const KNOWN = ['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'QUERY', 'TRACE'];

/** What the conventions call any other method. */
export const OTHER = '_OTHER';

/** The known methods; `OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS`, a comma-separated list, replaces the default. */
export function knownMethods(): ReadonlySet<string> {
  const { process } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } };
  const list = process?.env?.['OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS'];
  return new Set(list ? list.split(',').map((method) => method.trim()) : KNOWN);
}
