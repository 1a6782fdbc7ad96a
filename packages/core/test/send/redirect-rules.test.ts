import { describe, expect, test } from '@jest/globals';
import { InvalidURL } from '../../src/index.ts';
import { isRedirectStatus } from '../../src/response/status-codes.ts';
import { decodeLocation, keepsBody, redirectMethod } from '../../src/send/redirect-rules.ts';
import { redirectUrl } from '../../src/url/redirect-url.ts';

test('five statuses redirect', () => {
  const followed = Array.from({ length: 100 }, (_, i) => 300 + i).filter(isRedirectStatus);
  expect(followed).toEqual([301, 302, 303, 307, 308]);
  expect([200, 201].some(isRedirectStatus)).toBe(false);
});

describe('the method of the next request', () => {
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'FOO'];
  test.each<[number, string, string[]]>([
    [301, 'is GET after POST, else the same', ['GET', 'HEAD', 'GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'FOO']],
    [302, 'is GET after all but HEAD', ['GET', 'HEAD', 'GET', 'GET', 'GET', 'GET', 'GET', 'GET']],
    [303, 'is GET after all but HEAD', ['GET', 'HEAD', 'GET', 'GET', 'GET', 'GET', 'GET', 'GET']],
    [307, 'is the same', methods],
    [308, 'is the same', methods],
  ])('with %i %s', (status, _rule, next) => {
    expect(methods.map((method) => redirectMethod(method, status))).toEqual(next);
  });

  test('the body is sent again with 307 and 308 only', () => {
    expect([301, 302, 303, 307, 308].map(keepsBody)).toEqual([false, false, false, true, true]);
  });
});

describe('a relative Location is resolved against the URL of the response', () => {
  test.each([
    ['/x/y/z?q', '../w?r', '/x/w?r'],
    ['/x/y?q', '?n=1', '/x/y?n=1'],
    ['/x/y?q', '#f', '/x/y?q#f'],
    ['/a/b?x', '?', '/a/b?x'],
    ['/a/b', '.', '/a/'],
    ['/x', '/a/../b/./c', '/b/c'],
    ['/x', '/a;b=c?d', '/a;b=c?d'],
    ['/x', '   /y  ', '/y%20%20'],
    ['/x', '/a b?c d', '/a%20b?c%20d'],
    ['/x', '/[a]{b}|c', '/[a]%7Bb%7D%7Cc'],
    ['/x', '/%7e%e9%2F', '/~%e9%2F'],
    ['/x', '/%7e%zz', '/%257e%25zz'],
    ['/x', '/100%', '/100%'],
    ['/x', '/a\tb', '/ab'],
    ['/x', '/a, /b', '/a,%20/b'],
    ['/x', '/é?é', '/%C3%A9?%C3%A9'],
  ])('%s and %j → %s', (from, location, to) => {
    expect(redirectUrl(location, `http://h${from}`, '').url).toBe(`http://h${to}`);
  });
});

describe('an absolute Location is used as it is, with its escapes repaired', () => {
  test.each([
    ['//g/y', 'http://g/y'],
    ['HTTP://G/y', 'http://G/y'],
    ['http://g', 'http://g'],
    ['http://g?a=1', 'http://g?a=1'],
    ['http://g/a/../b', 'http://g/a/../b'],
    ['http://g//b//c', 'http://g//b//c'],
    ['http://u:p@g/', 'http://u:p@g/'],
    ['http://', 'http://h/x'],
    ['mailto:x@y', 'mailto:x@y'],
    ['ftp://g/x', 'ftp://g/x'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
  ])('%s → %s', (location, to) => expect(redirectUrl(location, 'http://h/x', '').url).toBe(to));

  test('one without a scheme has that of the response', () => {
    expect(redirectUrl('//g/y', 'https://h/x', '').url).toBe('https://g/y');
  });
});

describe('an invalid target raises InvalidURL', () => {
  test.each([
    ['http://:1', "The redirect's target has no host: http://:1"],
    ['http://[::1', "The redirect's target cannot be parsed: http://[::1"],
    ['http://g:99999/', "The redirect's target cannot be parsed: http://g:99999/"],
    ['http://g\\@evil/', "The redirect's target has a backslash in its host: http://***@evil/"],
    ['//g\\.evil/', "The redirect's target has a backslash in its host: http://g\\.evil/"],
    ['http://u:secret@g:x/?token=secret', "The redirect's target cannot be parsed: http://***@g:x/?token=***"],
  ])('%s: %s', (location, message) => {
    const redirect = (): unknown => redirectUrl(location, 'http://h/x', '');
    expect(redirect).toThrow(InvalidURL);
    expect(redirect).toThrow(message);
  });
});

describe('the fragment is inherited until a Location has its own', () => {
  test.each([
    ['f1', '/y', '/y#f1', 'f1'],
    ['f1', '/y#f2', '/y#f2', 'f2'],
    ['f1', '/y#', '/y#f1', 'f1'],
    ['', '/y', '/y', ''],
  ])('%j and %s → %s', (inherited, location, to, next) => {
    expect(redirectUrl(location, 'http://h/x', inherited)).toEqual({ url: `http://h${to}`, fragment: next });
  });
});

describe('the bytes of a Location are decoded as UTF-8; what is not UTF-8 is escaped', () => {
  test.each([
    ['/plain', '/plain'],
    ['/\u00c3\u00a9', '/é'],
    ['/\u00e9', '/%E9'],
    ['/\u00c3\u00a9\u00ff', '/%C3%A9%FF'],
  ])('%j → %s', (location, text) => expect(decodeLocation(location)).toBe(text));
});
