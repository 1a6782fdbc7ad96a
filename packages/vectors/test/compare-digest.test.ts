import { describe, expect, test } from '@jest/globals';
import { compareDigest, digestFields, digestResponse } from '../src/compare/compare-digest.ts';

// RFC 7616 §3.9.1.
const MUFASA = { user: 'Mufasa', pass: 'Circle of Life' };
const HEADER =
  'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=ALGORITHM, ' +
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, ' +
  'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="ANSWER"';

function header(algorithm: string, answer: string): string {
  return HEADER.replace('ALGORITHM', algorithm).replace('ANSWER', answer);
}

const CONTEXT = { method: 'GET', credentials: [MUFASA] };
const MD5 = '8ca523f5e9506fed4657c9700eebdbec';
const SHA256 = '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1';

describe('the answer to a digest challenge', () => {
  test.each([
    ['MD5', MD5],
    ['SHA-256', SHA256],
  ])('is that of RFC 7616 for %s', (algorithm, answer) => {
    const fields = digestFields(header(algorithm, ''));
    expect(digestResponse(fields ?? new Map(), MUFASA, 'GET')).toBe(answer);
  });

  test('hashes the first hash again for -sess, in any case', () => {
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

  test('is none for an unknown algorithm', () => {
    expect(digestResponse(new Map([['algorithm', 'SHA-512-256']]), MUFASA, 'GET')).toBeNull();
  });
});

describe('the comparison of digest headers', () => {
  const expected = header('MD5', '{VALID}');

  test('takes the right answer for {VALID}, in any order of the fields', () => {
    const seen = header('MD5', MD5);
    const turned = `Digest ${seen.slice(7).split(', ').reverse().join(', ')}`;
    expect(compareDigest('at', { expected, seen }, CONTEXT)).toEqual([]);
    expect(compareDigest('at', { expected, seen: turned }, CONTEXT)).toEqual([]);
  });

  test.each([
    ['a wrong answer', MD5.replace('8', '9'), CONTEXT],
    ['an answer with another password', MD5, { ...CONTEXT, credentials: [{ ...MUFASA, pass: 'circle of life' }] }],
    ['an answer to another method', MD5, { ...CONTEXT, method: 'POST' }],
  ])('refuses %s', (_what, answer, context) => {
    expect(compareDigest('at', { expected, seen: header('MD5', answer) }, context)).toMatchObject([
      { where: 'at.response' },
    ]);
  });

  test('takes any hexadecimal string for *', () => {
    const masked = 'Digest cnonce="*", response="*"';
    expect(compareDigest('at', { expected: masked, seen: 'Digest cnonce="0f", response="AB"' }, CONTEXT)).toEqual([]);
    expect(compareDigest('at', { expected: masked, seen: 'Digest cnonce="xyz", response=""' }, CONTEXT)).toHaveLength(
      2,
    );
  });

  test.each([
    ['a field that is missing', 'Digest a="1"', 'Digest a="1", b="2"'],
    ['a field too many', 'Digest a="1", b="2"', 'Digest a="1"'],
    ['a field without its quotes', 'Digest a=1', 'Digest a="1"'],
    ['a field that comes twice', 'Digest a="1", a="1"', 'Digest a="1"'],
    ['a header that is malformed', 'Digest a="1" b', 'Digest a="1"'],
  ])('finds %s', (_what, seen, wanted) => {
    expect(compareDigest('at', { expected: wanted, seen }, CONTEXT)).toHaveLength(1);
  });
});
