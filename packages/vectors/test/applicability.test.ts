import { describe, expect, test } from '@jest/globals';
import type { Case } from '../src/cases/case.ts';
import { loadVectors } from '../src/cases/load-vectors.ts';
import { applicabilityOf, EXCLUDED } from '../src/outcome/applicability.ts';

/** Every case that is excluded on all transports: a quirk that is not repeated, or a decision. */
const EXCLUDED_CASES: Readonly<Record<string, readonly string[]>> = {
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

const NO_CAPABILITIES = { capabilities: new Set<string>(), secondLoopback: true };
const groups = loadVectors();

function caseThatNeeds(...needs: readonly string[]): Case {
  return { id: 'g/c', doc: '', needs, steps: [], expect: { wire: [], results: [] } };
}

describe('the applicability of a case', () => {
  test('is known for all 1079 recorded cases', () => {
    expect(groups.flatMap(({ cases }) => cases)).toHaveLength(1079);
  });

  test.each(groups)('excludes the listed cases of $group, each with a reason', ({ group, cases }) => {
    const all = cases.map((each) => ({ id: each.id, applicability: applicabilityOf(each, NO_CAPABILITIES) }));
    const excluded = all.filter(({ applicability }) => applicability.kind === 'excluded');
    expect(excluded.map(({ id }) => id)).toEqual((EXCLUDED_CASES[group] ?? []).map((name) => `${group}/${name}`));
    for (const { applicability } of excluded)
      expect(applicability).toHaveProperty('reason', expect.stringMatching(/\w/));
  });

  test('depends on the capabilities of the transport', () => {
    const capabilities = new Set(['proxy']);
    expect(applicabilityOf(caseThatNeeds('proxy'), { ...NO_CAPABILITIES, capabilities })).toEqual({ kind: 'applies' });
    expect(applicabilityOf(caseThatNeeds('proxy', 'connect', 'tls'), { ...NO_CAPABILITIES, capabilities })).toEqual({
      kind: 'may be unsupported',
      missing: ['connect', 'tls'],
    });
  });

  test('is unsupported in advance when only a response would show the missing capability', () => {
    for (const word of ['chunk-boundaries', 'informational', 'raw-body', 'reason-bytes']) {
      expect(applicabilityOf(caseThatNeeds(word), NO_CAPABILITIES)).toEqual({
        kind: 'unsupported',
        reason: `the transport lacks ${word}`,
      });
    }
  });

  test('depends on the address 127.0.0.2', () => {
    expect(applicabilityOf(caseThatNeeds('second-loopback'), { ...NO_CAPABILITIES, secondLoopback: false }).kind).toBe(
      'excluded',
    );
    expect(applicabilityOf(caseThatNeeds('second-loopback'), NO_CAPABILITIES).kind).toBe('applies');
  });

  test('knows every word in the needs of the cases', () => {
    const always = [
      'brotli',
      'bytes-params',
      'coding-limit',
      'content-length-header',
      'rare-charset',
      'resume-iteration',
    ];
    const words = new Set(groups.flatMap(({ cases }) => cases.flatMap(({ needs }) => needs ?? [])));
    const others = [...words].filter((word) => !Object.hasOwn(EXCLUDED, word));
    const met = others.filter(
      (word) => applicabilityOf(caseThatNeeds(word), { ...NO_CAPABILITIES, secondLoopback: true }).kind === 'applies',
    );
    expect(met.sort()).toEqual([...always, 'second-loopback'].sort());
  });
});
