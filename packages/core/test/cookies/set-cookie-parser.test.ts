import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import * as node from '../../src/platform/set-cookie.node.ts';
import * as web from '../../src/platform/set-cookie.web.ts';

/** Both, at one time of day: Max-Age counts from now. */
function both(line: string): [unknown, unknown] {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000);
  try {
    return [node.parseSetCookie(line), web.parseSetCookie(line)];
  } finally {
    clock.mockRestore();
  }
}

describe('the small parser reads a Set-Cookie line as the large one', () => {
  test.each([
    'a=1',
    'a=',
    '=v',
    'a',
    ' a = b c ; Path=/x ; Secure; HttpOnly',
    'a=1; PATH=/; eXpIrEs=Sun, 01 Jan 2090 00:00:00 GMT; httponly; SECURE=',
    'a=1; Expires=Fri, 31-Dec-2038 23:59:59 GMT',
    'a=1; Expires=whenever',
    'a=1; Expires=Sat, 01 Jan 2000 00:00:00 GMT; Max-Age=100',
    'a=1; Max-Age=0',
    'a=1; Max-Age=-1',
    'a=1; Max-Age=abc',
    'a=1; Max-Age=',
    'a=1; Domain=.Host.Test; SameSite=LAX',
    'a=1; Domain=; SameSite=Other',
    'a=1; Path=relative',
    'a="b c"; Path="/"',
    'a=b=c==;;; ;Foo=bar',
  ])('%s', (line) => {
    const [large, small] = both(line);
    expect(small).toEqual(large);
  });

  test('whatever the line', () => {
    const piece = fc.constantFrom(
      'a',
      '=',
      ';',
      ' ',
      'Path=/',
      'Secure',
      'HttpOnly',
      'SameSite=Strict',
      'Domain=x.test',
      'Max-Age=5',
      '"',
      ',',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (parts) => {
        const line = `n=${parts.join('')}`;
        const [large, small] = both(line);
        expect(small).toEqual(large);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('public suffixes', () => {
  test.each([
    ['com', true],
    ['co.uk', true],
    ['github.io', true],
    ['test', true],
    ['a.github.io', false],
    ['example.com', false],
    ['host.test', false],
    ['localhost', false],
  ])('%s: %s', (domain, expected) => {
    expect(node.isPublicSuffix(domain)).toBe(expected);
  });

  test('without the list, names without a dot are', () => {
    expect([web.isPublicSuffix('com'), web.isPublicSuffix('example.com')]).toEqual([true, false]);
  });
});
