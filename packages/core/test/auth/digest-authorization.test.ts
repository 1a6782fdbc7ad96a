import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bestChallenge, digestAuthorization } from '../../src/auth/digest-authorization.ts';
import { type Challenge, parseChallenges } from '../../src/headers/parse-challenges.ts';
import { hashHex as nodeHash } from '../../src/platform/hash.node.ts';
import { hashHex as webHash } from '../../src/platform/hash.web.ts';

const challengeOf = (text: string): Challenge => parseChallenges([text])[0] as Challenge;

function field(answer: string, name: string): string | undefined {
  return parseChallenges([answer])[0]?.params[name];
}

describe('a digest Authorization header', () => {
  const mufasa = { username: 'Mufasa', password: 'Circle of Life' };
  const target = {
    method: 'GET',
    uri: '/dir/index.html',
    body: null,
    count: 1,
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  };
  const rfc7616 = (algorithm: string): string =>
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, ` +
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('is that of RFC 7616 §3.9.1 for %s', (algorithm, response) => {
    expect(digestAuthorization(challengeOf(rfc7616(algorithm)), mufasa, target)).toBe(
      'Digest username="Mufasa", realm="http-auth@example.org", ' +
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", uri="/dir/index.html", ' +
        `response="${response}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", ` +
        `algorithm="${algorithm}", qop="auth", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"`,
    );
  });

  test('is that of RFC 7616 §3.9.2 (erratum 4897) for SHA-512-256, a hashed user name and UTF-8', () => {
    const challenge = challengeOf(
      'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, ' +
        'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", ' +
        'opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true',
    );
    const answer = digestAuthorization(
      challenge,
      { username: 'Jäsøn Doe', password: 'Secret, or not?' },
      { ...target, uri: '/doe.json', cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v' },
    );
    expect(field(answer, 'username')).toBe('793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b');
    expect(field(answer, 'response')).toBe('3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5');
    expect(field(answer, 'userhash')).toBe('true');
  });

  test('is that of RFC 2617 §3.5', () => {
    const challenge = challengeOf(
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    );
    const answer = digestAuthorization(
      challenge,
      { username: 'Mufasa', password: 'Circle Of Life' },
      { ...target, cnonce: '0a4f113b' },
    );
    expect(field(answer, 'response')).toBe('6629fae49393a05397450978507c4ef1');
  });

  test('is that of RFC 2069 (erratum 749) without qop', () => {
    const challenge = challengeOf('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"');
    const answer = digestAuthorization(challenge, { username: 'Mufasa', password: 'CircleOfLife' }, target);
    expect(field(answer, 'response')).toBe('1949323746fe6a43ef61f9606e7febea');
    expect(answer).not.toContain('cnonce');
  });

  /** Headers that Requests wrote, with a fixed random source. */
  const requests: [string, string, string][] = [
    ['qop="auth", opaque="op"', 'dacfeda2974e81431372857648a18057', 'opaque="op", qop="auth", nc=00000001'],
    ['', 'a3738c6ada3890a47cc9b62159a7f92e', ''],
    ['qop=""', 'a3738c6ada3890a47cc9b62159a7f92e', ''],
    ['qop="auth,auth-int"', 'dacfeda2974e81431372857648a18057', 'qop="auth", nc=00000001'],
    ['qop="auth-int, auth"', 'dacfeda2974e81431372857648a18057', 'qop="auth", nc=00000001'],
    ['qop="auth", algorithm=MD5', 'dacfeda2974e81431372857648a18057', 'algorithm="MD5", qop="auth"'],
    ['qop="auth", algorithm=md5', 'dacfeda2974e81431372857648a18057', 'algorithm="md5", qop="auth"'],
    ['qop="auth", algorithm=MD5-sess', 'e402f6d03b717c9f097ad49a7f1d9ffd', 'algorithm="MD5-sess"'],
    ['qop="auth", algorithm=SHA', 'e6fbce2761bcfea39eb84fa3ace9994473d98571', 'algorithm="SHA"'],
    [
      'qop="auth", algorithm=SHA-256',
      'db59536de2c9c34d3ff7ae93e5b920ef19b80a05658e4d3835b9c7143cf9b0a7',
      'algorithm="SHA-256"',
    ],
    [
      'qop="auth", algorithm=SHA-512',
      '0441d8fa7e6bf4c96307538897300768f4d8a30ed465e1a857c82fc9333e80944e64c7632fe17988ffa661849b906c404f4d0319ba96f48095d1f996222d2df8',
      'algorithm="SHA-512"',
    ],
  ];
  test.each(requests)('is that of Requests for %s', (params, response, rest) => {
    const challenge = challengeOf(`Digest realm="r", nonce="abc"${params === '' ? '' : `, ${params}`}`);
    const answer = digestAuthorization(
      challenge,
      { username: 'u', password: 'p' },
      { ...target, uri: '/p?q=1', cnonce: 'b895b302ab703768' },
    );
    expect(answer).toContain(`Digest username="u", realm="r", nonce="abc", uri="/p?q=1", response="${response}"`);
    expect(answer).toContain(rest);
  });

  test('hashes text as UTF-8 and writes a Latin-1 name as it is, as Requests', () => {
    const challenge = challengeOf('Digest realm="r", nonce="abc", qop="auth"');
    const answer = digestAuthorization(
      challenge,
      { username: 'é', password: '日' },
      { ...target, uri: '/p?q=1', cnonce: 'b895b302ab703768' },
    );
    expect(answer).toContain('username="é"');
    expect(field(answer, 'response')).toBe('89f352ff724a437565414459683441eb');
  });

  test('uses username* for a name that a quoted string cannot contain, or with charset=UTF-8', () => {
    const plain = challengeOf('Digest realm="r", nonce="abc"');
    expect(digestAuthorization(plain, { username: '日 "', password: 'p' }, target)).toContain(
      "Digest username*=UTF-8''%E6%97%A5%20%22, realm=",
    );
    const agreed = challengeOf('Digest realm="r", nonce="abc", charset=UTF-8');
    expect(digestAuthorization(agreed, { username: 'é', password: 'p' }, target)).toContain("username*=UTF-8''%C3%A9,");
    expect(digestAuthorization(agreed, { username: 'e', password: 'p' }, target)).toContain('username="e"');
  });

  test('escapes quotes and backslashes, in the header only', () => {
    const challenge = challengeOf('Digest realm="a\\"b, c", nonce="abc"');
    const answer = digestAuthorization(challenge, { username: 'u"\\v', password: 'p' }, { ...target, uri: '/p?q=1' });
    expect(answer).toContain('username="u\\"\\\\v", realm="a\\"b, c"');
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    expect(field(answer, 'response')).toBe(md5(`${md5('u"\\v:a"b, c:p')}:abc:${md5('GET:/p?q=1')}`));
  });

  test('includes the body when only auth-int is offered', () => {
    const challenge = challengeOf('Digest realm="r", nonce="abc", qop="auth-int"');
    const body = new TextEncoder().encode('hello');
    const answer = digestAuthorization(
      challenge,
      { username: 'u', password: 'p' },
      { ...target, method: 'POST', uri: '/', body },
    );
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const expected = md5(`${md5('u:r:p')}:abc:00000001:${target.cnonce}:auth-int:${md5(`POST:/:${md5('hello')}`)}`);
    expect(field(answer, 'response')).toBe(expected);
    expect(field(answer, 'qop')).toBe('auth-int');
  });
});

describe('of several challenges', () => {
  const all = new Set(['md5', 'sha-256', 'sha-512', 'md5-sess']);
  const best = (text: string, bodyKnown = true): string | undefined => {
    const challenge = bestChallenge(parseChallenges([text]), all, bodyKnown);
    return challenge?.params['algorithm'] ?? challenge?.params['nonce'];
  };
  test.each([
    ['Digest algorithm=MD5, nonce=1, Digest algorithm=SHA-256, nonce=2', 'SHA-256'],
    ['Digest algorithm=SHA-256, nonce=1, Digest algorithm=MD5, nonce=2', 'SHA-256'],
    ['Digest algorithm=WHIRLPOOL, nonce=1, Digest algorithm=MD5, nonce=2', 'MD5'],
    ['Digest algorithm=SHA-256-sess, nonce=1, Digest algorithm=md5-SESS, nonce=2', 'md5-SESS'],
    ['Digest nonce=1, Digest nonce=2', '1'],
    ['Digest algorithm=__proto__, nonce=1', undefined],
    ['Digest algorithm=SHA-256, qop=other, nonce=1, Digest algorithm=MD5, nonce=2', 'MD5'],
  ])('the strongest supported one is chosen: %s', (text, expected) => {
    expect(best(text)).toBe(expected);
  });
  test('auth-int needs a body whose bytes are known', () => {
    expect(best('Digest nonce=1, qop="auth-int"')).toBe('1');
    expect(best('Digest nonce=1, qop="auth-int"', false)).toBeUndefined();
  });
});

describe('the hash functions written for browsers', () => {
  test.each(['md5', 'sha1', 'sha256', 'sha512', 'sha512-256'] as const)('%s is equal to that of Node', (name) => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 1000]) {
      const bytes = new Uint8Array(length).map((_, i) => (i * 7 + length) & 255);
      expect(webHash(name, bytes)).toBe(nodeHash(name, bytes));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => webHash(name, bytes) === nodeHash(name, bytes)),
      { numRuns: 50 },
    );
  });
});
