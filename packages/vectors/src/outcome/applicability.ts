import { capabilities } from '@req/core/transport';
import type { Case } from '../cases/case.ts';
import { decided } from '../cases/decided.ts';

/** Words of `needs` for behaviour that req does not have on any transport, and why. */
export const EXCLUDED: Readonly<Record<string, string>> = {
  'bytes-credentials': 'user name and password are strings',
  'bytes-headers': 'header values are strings',
  'bytes-url': 'a URL is a string',
  'default-header-removal': "Accept-Encoding: identity is a habit of Python's http.client",
  'header-limit': 'the limit on headers is that of the HTTP client',
  'idna-2008': 'host names are processed by UTS 46, which maps characters that IDNA 2008 rejects',
  'json-spacing': 'JSON is written by JSON.stringify',
  'lenient-gzip': 'a truncated gzip body, or one with trailing bytes, is an error',
  'lenient-parser': 'HTTP is parsed strictly',
  python: 'specific to Python',
  'python-cookiejar': 'cookies follow RFC 6265bis',
  'python-splitlines': 'lines end with CR, LF or CR LF',
  quirk: 'a quirk of Requests that req does not repeat',
  'strict-parser': 'versions and statuses are validated by the HTTP client',
};

const CAPABILITIES: ReadonlySet<string> = new Set(capabilities.map(({ name }) => name));

/** Capabilities that only affect responses: a request that needs them cannot be refused in advance. */
const OF_RESPONSES: ReadonlySet<string> = new Set(['chunk-boundaries', 'informational', 'raw-body', 'reason-bytes']);

/** Whether a case applies to a transport; known before it is run. */
export type Applicability =
  | { readonly kind: 'applies' }
  /** Not run: req behaves differently on purpose. */
  | { readonly kind: 'excluded'; readonly reason: string }
  /** Not run: the transport lacks a capability that only a response would show. */
  | { readonly kind: 'unsupported'; readonly reason: string }
  /** Run: must pass, or end in `UnsupportedByTransport` with one of these capabilities. */
  | { readonly kind: 'may be unsupported'; readonly missing: readonly string[] };

export interface ApplicabilityContext {
  readonly capabilities: ReadonlySet<string>;
  /** Whether this machine has the address 127.0.0.2. */
  readonly secondLoopback: boolean;
}

export function applicabilityOf(recorded: Case, context: ApplicabilityContext): Applicability {
  const needs = recorded.needs ?? [];
  const excluded = needs.filter((word) => Object.hasOwn(EXCLUDED, word));
  if (excluded.length > 0) {
    return { kind: 'excluded', reason: excluded.map((word) => `${word}: ${EXCLUDED[word]}`).join('; ') };
  }
  const decision = decided.get(recorded.id);
  if (decision?.skip === true) return { kind: 'excluded', reason: `decided otherwise (${decision.rows})` };
  if (needs.includes('second-loopback') && !context.secondLoopback) {
    return { kind: 'excluded', reason: 'second-loopback: this machine has no address 127.0.0.2' };
  }
  const missing = needs.filter((word) => CAPABILITIES.has(word) && !context.capabilities.has(word));
  const unseen = missing.filter((word) => OF_RESPONSES.has(word));
  if (unseen.length > 0) return { kind: 'unsupported', reason: `the transport lacks ${unseen.join(', ')}` };
  return missing.length > 0 ? { kind: 'may be unsupported', missing } : { kind: 'applies' };
}
