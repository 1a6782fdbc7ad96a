import { describe, expect, test } from '@jest/globals';
import type { Case } from '../src/cases/case.ts';
import { loadVectors } from '../src/cases/load-vectors.ts';
import { claimOf, NOT_CLAIMED } from '../src/claims/claims.ts';

/** Every case that no transport claims: a peculiarity that is not repeated, or a decision. */
const UNCLAIMED: Readonly<Record<string, readonly string[]>> = {
  auth: [
    'basic-bytes',
    'digest-qop-auth-int',
    'digest-realm-escaped-quote',
    'netrc-send-bare',
    'digest-post-iterable',
    'digest-other-host-challenge',
  ],
  'body-data': ['file-end', 'file-empty'],
  cookies: [
    'quoted-semicolon',
    'escaped-quotes',
    'domain-host-only-subdomain',
    'domain-empty',
    'domain-ip',
    'host-header-domain',
    'request-and-set-same',
    'session-replaced-by-set',
    'path-quoted',
    'max-age-word',
    'prefix',
    'localhost-domain',
    'bare-redirect',
  ],
  errors: ['header-no-colon', 'status-zero'],
  headers: ['accept-encoding-removed', 'bytes-value', 'bytes-newline'],
  iteration: [
    'lines-crlf-chunk-3',
    'lines-unicode-separators',
    'lines-delimiter-chunk-edge',
    'lines-no-encoding',
    'close-iterate',
  ],
  'json-body': ['spacing'],
  links: ['equals-in-value', 'semicolon-in-value', 'semicolon-in-url', 'flag'],
  proxies: [
    'auth-header-and-userinfo',
    'env-send-bare',
    'no-proxy-address-suffix',
    'no-proxy-name-dots',
    'no-proxy-key-own',
    'no-proxy-redirect-out',
    'env-over-all',
  ],
  redirects: [
    'auth-other-headers',
    'rewind-iterable',
    'cookie-session-dict',
    'cookie-request-dict-other-host',
    'location-two-headers',
  ],
  'response-body': [
    'gzip-trailing-garbage',
    'length-too-short',
    'length-word',
    'chunked-extension-space',
    'chunked-with-length',
  ],
  'response-encoding': ['text-in-subtype', 'json-upper', 'quoted-semicolon'],
  'response-json': ['number-big', 'bom-utf8-type', 'type-text'],
  session: ['prepared-sent-bare'],
  status: ['600', '999'],
  urls: ['idna-invalid', 'idna-fullwidth', 'idna-combining', 'bytes'],
};

const ABLE = { capabilities: new Set<string>(), secondLoopback: true };
const groups = loadVectors();

function played(needs: readonly string[]): Case {
  return { id: 'g/c', doc: '', needs, steps: [], expect: { wire: [], results: [] } };
}

describe('the claims', () => {
  test('cover every recorded case', () => {
    expect(groups.flatMap(({ cases }) => cases)).toHaveLength(1079);
  });

  test.each(groups)('leave out of $group what is listed here, each with a reason', ({ group, cases }) => {
    const claims = cases.map((each) => ({ id: each.id, claim: claimOf(each, ABLE) }));
    const unclaimed = claims.filter(({ claim }) => claim.kind === 'not claimed');
    expect(unclaimed.map(({ id }) => id)).toEqual((UNCLAIMED[group] ?? []).map((name) => `${group}/${name}`));
    for (const { claim } of unclaimed) expect(claim).toHaveProperty('reason', expect.stringMatching(/\w/));
  });

  test('depend on the capabilities of the transport, each under the word of the vectors', () => {
    const capabilities = new Set(['proxy']);
    expect(claimOf(played(['proxy']), { ...ABLE, capabilities })).toEqual({ kind: 'claimed' });
    expect(claimOf(played(['proxy', 'connect', 'tls']), { ...ABLE, capabilities })).toEqual({
      kind: 'missing',
      capabilities: ['connect', 'tls'],
    });
  });

  test('declare beforehand what only a response would show', () => {
    for (const word of ['chunk-boundaries', 'informational', 'raw-body', 'reason-bytes']) {
      expect(claimOf(played([word]), ABLE)).toEqual({ kind: 'declared', reason: `the transport lacks ${word}` });
    }
  });

  test('depend on the second address of loopback', () => {
    expect(claimOf(played(['second-loopback']), { ...ABLE, secondLoopback: false }).kind).toBe('not claimed');
    expect(claimOf(played(['second-loopback']), ABLE).kind).toBe('claimed');
  });

  test('know every word of the vectors', () => {
    const ours = [
      'brotli',
      'bytes-params',
      'coding-limit',
      'content-length-header',
      'rare-charset',
      'resume-iteration',
    ];
    const words = new Set(groups.flatMap(({ cases }) => cases.flatMap(({ needs }) => needs ?? [])));
    const claimed = [...words].filter((word) => !Object.hasOwn(NOT_CLAIMED, word));
    const met = claimed.filter((word) => claimOf(played([word]), { ...ABLE, secondLoopback: true }).kind === 'claimed');
    expect(met.sort()).toEqual([...ours, 'second-loopback'].sort());
  });
});
