import { describe, expect, test } from '@jest/globals';
import { compareDigest, digestFields, digestResponse } from '../src/compare/compare-digest.ts';

// RFC 7616 §3.9.1.
const MUFASA = { user: 'Mufasa', pass: 'Circle of Life' };
const HEADER =
  'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=ALGORITHM, ' +
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, ' +
  'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="RESPONSE"';

function header(algorithm: string, response: string): string {
  return HEADER.replace('ALGORITHM', algorithm).replace('RESPONSE', response);
}

const CONTEXT = { method: 'GET', credentials: [MUFASA] };
const MD5 = '8ca523f5e9506fed4657c9700eebdbec';
const SHA256 = '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1';

describe('the digest response', () => {
  test.each([
    ['MD5', MD5],
    ['SHA-256', SHA256],
  ])('is the one of the example in RFC 7616 for %s', (algorithm, answer) => {
    const fields = digestFields(header(algorithm, ''));
    expect(digestResponse(fields ?? new Map(), MUFASA, 'GET')).toBe(answer);
  });

  test('includes nonce and cnonce in A1 for -sess algorithms, case-insensitively', () => {
    const fields = new Map([
      ['realm', '"r"'],
      ['nonce', '"n"'],
      ['cnonce', '"c"'],
      ['uri', '"/"'],
      ['algorithm', '"md5-Sess"'],
    ]);
    const plain = new Map([...fields].filter(([name]) => name !== 'algorithm'));
    const session = digestResponse(fields, MUFASA, 'GET');
    expect(session).toMatch(/^[0-9a-f]{32}$/);
    expect(session).not.toBe(digestResponse(plain, MUFASA, 'GET'));
  });

  test('is null for an unknown algorithm', () => {
    expect(digestResponse(new Map([['algorithm', 'SHA-512-256']]), MUFASA, 'GET')).toBeNull();
  });
});

describe('the comparison of digest headers', () => {
  const expected = header('MD5', '{VALID}');

  test('accepts a correct response for {VALID}, with the fields in any order', () => {
    const seen = header('MD5', MD5);
    const turned = `Digest ${seen.slice(7).split(', ').reverse().join(', ')}`;
    expect(compareDigest('at', { expected, seen }, CONTEXT)).toEqual([]);
    expect(compareDigest('at', { expected, seen: turned }, CONTEXT)).toEqual([]);
  });

  test.each([
    ['an incorrect response', MD5.replace('8', '9'), CONTEXT],
    ['a response for another password', MD5, { ...CONTEXT, credentials: [{ ...MUFASA, pass: 'circle of life' }] }],
    ['a response for another method', MD5, { ...CONTEXT, method: 'POST' }],
  ])('rejects %s', (_what, answer, context) => {
    expect(compareDigest('at', { expected, seen: header('MD5', answer) }, context)).toMatchObject([
      { where: 'at.response' },
    ]);
  });

  test('accepts any hexadecimal string for *', () => {
    const masked = 'Digest cnonce="*", response="*"';
    expect(compareDigest('at', { expected: masked, seen: 'Digest cnonce="0f", response="AB"' }, CONTEXT)).toEqual([]);
    expect(compareDigest('at', { expected: masked, seen: 'Digest cnonce="xyz", response=""' }, CONTEXT)).toHaveLength(
      2,
    );
  });

  test.each([
    ['a missing field', 'Digest a="1"', 'Digest a="1", b="2"'],
    ['an extra field', 'Digest a="1", b="2"', 'Digest a="1"'],
    ['a field without its quotes', 'Digest a=1', 'Digest a="1"'],
    ['a repeated field', 'Digest a="1", a="1"', 'Digest a="1"'],
    ['a malformed header', 'Digest a="1" b', 'Digest a="1"'],
  ])('reports %s', (_what, seen, wanted) => {
    expect(compareDigest('at', { expected: wanted, seen }, CONTEXT)).toHaveLength(1);
  });
});
