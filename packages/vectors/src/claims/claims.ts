import { capabilities } from '@req/core/transport';
import type { Case } from '../cases/case.ts';
import { decided } from '../cases/decided.ts';

/** Words of `needs` that are not claimed on any transport, and why. */
export const NOT_CLAIMED: Readonly<Record<string, string>> = {
  'bytes-credentials': 'user name and password are strings',
  'bytes-headers': 'header values are strings',
  'bytes-url': 'a URL is a string',
  'default-header-removal': "the identity coding that Python's client asks for is a habit of that client",
  'header-limit': 'the limit on headers is that of the HTTP client',
  'idna-2008': 'host names go through UTS 46, which maps where IDNA 2008 refuses',
  'json-spacing': 'JSON is written as JSON.stringify writes it',
  'lenient-gzip': 'a coded body with something after its end, or without its end, is an error',
  'lenient-parser': 'HTTP is parsed strictly',
  python: 'Python itself',
  'python-cookiejar': 'cookies follow RFC 6265bis',
  'python-splitlines': 'lines end with CR, LF or CR LF',
  quirk: 'a peculiarity of Requests that is not repeated',
  'strict-parser': 'versions and statuses are judged by the HTTP client',
};

/** Words that are capabilities of a transport. */
const CAPABILITIES: ReadonlySet<string> = new Set(capabilities.map(({ name }) => name));

/** Those that show in responses alone: nobody can refuse them before sending. */
const OF_RESPONSES: ReadonlySet<string> = new Set(['chunk-boundaries', 'informational', 'raw-body', 'reason-bytes']);

/** How a case stands towards a transport before it is played. */
export type Claim =
  | { readonly kind: 'claimed' }
  /** Not played. */
  | { readonly kind: 'not claimed'; readonly reason: string }
  /** Not played: the transport says that it lacks what only a response would show. */
  | { readonly kind: 'declared'; readonly reason: string }
  /** Played: must pass, or end in `UnsupportedByTransport` naming one of these. */
  | { readonly kind: 'missing'; readonly capabilities: readonly string[] };

/** What the claim depends on besides the case. */
export interface ClaimContext {
  readonly capabilities: ReadonlySet<string>;
  readonly secondLoopback: boolean;
}

export function claimOf(played: Case, { capabilities, secondLoopback }: ClaimContext): Claim {
  const needs = played.needs ?? [];
  const unclaimed = needs.filter((word) => Object.hasOwn(NOT_CLAIMED, word));
  if (unclaimed.length > 0) {
    return { kind: 'not claimed', reason: unclaimed.map((word) => `${word}: ${NOT_CLAIMED[word]}`).join('; ') };
  }
  const decision = decided.get(played.id);
  if (decision?.skip === true) return { kind: 'not claimed', reason: `decided otherwise (${decision.rows})` };
  if (needs.includes('second-loopback') && !secondLoopback) {
    return { kind: 'not claimed', reason: 'second-loopback: this machine has no address 127.0.0.2' };
  }
  const missing = needs.filter((word) => CAPABILITIES.has(word) && !capabilities.has(word));
  const unseen = missing.filter((word) => OF_RESPONSES.has(word));
  if (unseen.length > 0) return { kind: 'declared', reason: `the transport lacks ${unseen.join(', ')}` };
  return missing.length > 0 ? { kind: 'missing', capabilities: missing } : { kind: 'claimed' };
}
