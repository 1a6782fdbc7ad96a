import { describe, expect, test } from '@jest/globals';
import { expectLinear } from '@req/test-support/cpu-time';
import fc from 'fast-check';
import { type Challenge, parseChallenges } from '../../src/headers/parse-challenges.ts';

type Flat = [scheme: string, token68: string | null, params: Record<string, string>];
const flat = (challenges: Challenge[]): Flat[] => challenges.map((c) => [c.scheme, c.token68, { ...c.params }]);

describe('challenges are parsed', () => {
  test.each<[string, Flat[]]>([
    ['', []],
    ['Basic', [['Basic', null, {}]]],
    ['Basic realm="a"', [['Basic', null, { realm: 'a' }]]],
    ['Negotiate abc/+=', [['Negotiate', 'abc/+=', {}]]],
    [
      'Negotiate abc , Basic realm=x',
      [
        ['Negotiate', 'abc', {}],
        ['Basic', null, { realm: 'x' }],
      ],
    ],
    [
      'Negotiate, Basic realm="x"',
      [
        ['Negotiate', null, {}],
        ['Basic', null, { realm: 'x' }],
      ],
    ],
    ['digest realm="r",nonce="abc"', [['digest', null, { realm: 'r', nonce: 'abc' }]]],
    [
      'Basic realm="b", Digest realm="r", nonce="n"',
      [
        ['Basic', null, { realm: 'b' }],
        ['Digest', null, { realm: 'r', nonce: 'n' }],
      ],
    ],
    ['Digest realm = "r" ,\tnonce= n', [['Digest', null, { realm: 'r', nonce: 'n' }]]],
    ['Digest realm="a\\"b, c\\\\"', [['Digest', null, { realm: 'a"b, c\\' }]]],
    ['Digest REALM="r", Nonce=n', [['Digest', null, { realm: 'r', nonce: 'n' }]]],
    ['Digest ,, realm="r",, nonce="n",', [['Digest', null, { realm: 'r', nonce: 'n' }]]],
    ['Digest nonce=abc==, qop=auth', [['Digest', null, { nonce: 'abc==', qop: 'auth' }]]],
    ['Digest qop="", realm="r"', [['Digest', null, { qop: '', realm: 'r' }]]],
    ['Digest realm="r", qop=, nonce=n', [['Digest', null, { realm: 'r', qop: '', nonce: 'n' }]]],
    ['Digest realm="open, nonce=n', [['Digest', null, { realm: 'open, nonce=n' }]]],
    ['Digest realm="open\\', [['Digest', null, { realm: 'open' }]]],
    ['Digest realm="a", realm="b"', [['Digest', null, { realm: 'b' }]]],
    ['Digest realm="x=y"', [['Digest', null, { realm: 'x=y' }]]],
    ['realm="r", Basic realm="b"', [['Basic', null, { realm: 'b' }]]],
    [
      '"quoted", é ; Basic realm="b"',
      [
        ['quoted', null, {}],
        ['Basic', null, { realm: 'b' }],
      ],
    ],
    [
      'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
      [
        ['Newauth', null, { realm: 'apps', type: '1', title: 'Login to "apps"' }],
        ['Basic', null, { realm: 'simple' }],
      ],
    ],
  ])('%s', (value, expected) => {
    expect(flat(parseChallenges([value]))).toEqual(expected);
  });

  test('from several fields, each separately', () => {
    expect(flat(parseChallenges(['Basic realm="open', 'Digest nonce=n', '']))).toEqual([
      ['Basic', null, { realm: 'open' }],
      ['Digest', null, { nonce: 'n' }],
    ]);
  });

  test('without reaching Object.prototype', () => {
    const [challenge] = parseChallenges(['Digest __proto__="x", constructor="y"']);
    expect(Object.keys(challenge?.params ?? {})).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(challenge?.params)).toBeNull();
  });

  test('from any text, without an error', () => {
    const piece = fc.constantFrom(
      'Digest',
      'Basic',
      ' ',
      ',',
      '=',
      '"',
      '\\',
      'realm',
      '\t',
      ';',
      'é',
      '\0',
      '/',
      'a=b',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (value) =>
        parseChallenges([value]).every(({ scheme }) => /^[!#$%&'*+\-.^_`|~\w]+$/.test(scheme)),
      ),
      { numRuns: 3000 },
    );
  });

  test('by the grammar of RFC 9110', () => {
    const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    const params = fc.dictionary(token, fc.string({ unit: 'binary', maxLength: 20 }), { minKeys: 1, maxKeys: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(token, params), { minLength: 1, maxLength: 4 }), (challenges) => {
        const quote = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;
        const value = challenges
          .map(
            ([scheme, p]) =>
              `${scheme} ${Object.entries(p)
                .map(([k, v]) => `${k}=${quote(v)}`)
                .join(', ')}`,
          )
          .join(', ');
        expect(flat(parseChallenges([value]))).toEqual(challenges.map(([scheme, p]) => [scheme, null, { ...p }]));
      }),
      { numRuns: 500 },
    );
  });

  test.each(['"', '\\', 'a ', 'a=', ',', 'Digest ', ' ', '"\\', 'a="', '=', 'Basic abc', '\0'])(
    '64 KiB of %j take linear time',
    (unit) =>
      expectLinear(
        (size) => `Digest ${unit.repeat(Math.ceil(size / unit.length))}`,
        (value) => parseChallenges([value]),
        65_536,
      ),
  );
});
