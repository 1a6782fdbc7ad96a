import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { repairWireUrl } from '../../src/send/wire-url.ts';
import { isNormalized, isSendable } from '../../src/url/is-normalized.ts';
import { normalizeUrl } from '../../src/url/normalize-url.ts';

const plain = fc.constantFrom('a', 'b/', 'C3', '%20', '%C3%A4', '-._~', '&x=1');
const piece = fc.oneof(
  { arbitrary: plain, weight: 8 },
  fc.constantFrom(...'/?#&=.:@%+ aZ9-_~\'"<>[]{}|\\^`!$()*,;ä'),
  fc.constantFrom('/.', '/..', '//', '/a', '?', '??', '%', '%2', '%zz'),
  fc.integer({ min: 0, max: 255 }).map((byte) => `%${byte.toString(16).padStart(2, '0')}`),
  fc.integer({ min: 0, max: 255 }).map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`),
);
const url = fc
  .tuple(
    fc.constantFrom('http://', 'https://', 'HTTP://', 'ftp://', ' http://'),
    fc.constantFrom('h', 'a.test', 'A.test', 'a_b.test', '127.0.0.1', '[::1]', 'u:p@h', '-h', '.h', 'ä.test', ''),
    fc.constantFrom('', '/', '/a?', ':', ':0', ':80/', ':080', ':65535/', ':65536', ':99999'),
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
  )
  .map((parts) => parts.join(''));

describe('a normalized URL', () => {
  test('is not changed by preparing it', () => {
    let ready = 0;
    fc.assert(
      fc.property(url, (text) => {
        if (!isNormalized(text)) return;
        ready++;
        expect(normalizeUrl(text, () => '')).toBe(text);
        expect(isSendable(text)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
    expect(ready).toBeGreaterThan(100);
  });

  test('is sent as it is', () => {
    let ready = 0;
    fc.assert(
      fc.property(url, (text) => {
        if (!isSendable(text)) return;
        ready++;
        // An invalid host or port is refused before.
        if (!/^[^/]*\/\/[^/]*:(?:6553[6-9]|99999)/.test(text)) expect(repairWireUrl(text)).toBe(text);
      }),
      { numRuns: 20_000 },
    );
    expect(ready).toBeGreaterThan(100);
  });

  test('may contain escapes of characters that need them', () => {
    for (const path of ['/', '/a', '/a%20b', '/%C3%A4/%2F', '/a?b=%C3%A4+c&d=%26', '/?a', '/a/']) {
      expect([path, isNormalized(`https://a.test${path}`), isSendable(`https://a.test${path}`)]).toEqual([
        path,
        true,
        true,
      ]);
    }
    for (const path of [
      '',
      '/a b',
      '/%41',
      '/%c3',
      '/%',
      '/%zz',
      '/ä',
      '//a',
      '/./a',
      '/a/../b',
      '/a?',
      '/a#b',
      '?a',
    ]) {
      expect([path, isNormalized(`https://a.test${path}`)]).toEqual([path, false]);
    }
    expect(isSendable('https://a.test/%41')).toBe(true);
    expect(isSendable('https://a.test/%c3')).toBe(false);
  });
});
