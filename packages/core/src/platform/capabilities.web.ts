import { DEFAULT_TLS } from '../send/default-tls.ts';
import type { TransportRequest } from '../transport/transport.ts';
import { special } from './chunks.web.ts';

type Check = typeof import('../send/required-capabilities.ts').requireCapabilities;

/** What every fetch can send is let through at once; anything else is looked at closely. */
export const requireCapabilities: Check = (transport, request, prepared) =>
  isOrdinary(request)
    ? undefined
    : special.load().then(({ requireCapabilities }) => requireCapabilities(transport, request, prepared));

const METHOD = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;
/** Fields that a fetch sets itself, or not at all, and values beyond ASCII. */
const FIELD =
  /^(?:(?:expect|host|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade):|connection:(?!keep-alive$)|user-agent:$)|[^\0-\x7f]/i;

function isOrdinary({ method, url, headers, body, proxy, tls, guard }: TransportRequest): boolean {
  if (proxy !== null || tls !== DEFAULT_TLS || (guard ?? null) !== null) return false;
  if (!METHOD.test(method) || (body !== null && /^(?:GET|HEAD)$/.test(method))) return false;
  for (const [name, value] of headers) if (FIELD.test(`${name}:${value}`)) return false;
  try {
    const { href, port } = new URL(url);
    // No fetch blocks a port above these but one.
    return href === url && (port === '' || (Number(port) > 6697 && port !== '10080'));
  } catch {
    return false;
  }
}
