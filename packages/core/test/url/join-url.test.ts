import { describe, expect, test } from '@jest/globals';
import { joinUrl, parseReference } from '../../src/url/join-url.ts';
import { requote } from '../../src/url/requote.ts';

describe("a relative reference is resolved as Python's urljoin does", () => {
  const base = 'http://a/b/c/d;p?q';
  test.each([
    ['g', 'http://a/b/c/g'],
    ['./g', 'http://a/b/c/g'],
    ['g/', 'http://a/b/c/g/'],
    ['/g', 'http://a/g'],
    ['//g', 'http://g'],
    ['?y', 'http://a/b/c/d;p?y'],
    ['g?y', 'http://a/b/c/g?y'],
    ['#s', 'http://a/b/c/d;p?q#s'],
    ['g#s', 'http://a/b/c/g#s'],
    [';x', 'http://a/b/c/;x'],
    ['', base],
    ['.', 'http://a/b/c/'],
    ['..', 'http://a/b/'],
    ['../', 'http://a/b/'],
    ['../g', 'http://a/b/g'],
    ['../..', 'http://a/'],
    ['../../../g', 'http://a/g'],
    ['/./g', 'http://a/g'],
    ['/../g', 'http://a/g'],
    ['g..', 'http://a/b/c/g..'],
    ['./g/.', 'http://a/b/c/g/'],
    ['g/../h', 'http://a/b/c/h'],
    ['?', 'http://a/b/c/d;p?q'],
    ['https:g', 'https:g'],
    ['mailto:x@y', 'mailto:x@y'],
  ])('%s → %s', (relative, absolute) => expect(joinUrl(base, relative)).toBe(absolute));

  test('a base without a path is the root', () => {
    expect(joinUrl('http://a', 'b')).toBe('http://a/b');
    expect(joinUrl('http://a?x', '')).toBe('http://a?x');
  });
});

describe('a reference inherits the fragment when it has none of its own', () => {
  test.each([
    ['/y', 'f', '/y#f'],
    ['/y#g', 'f', '/y#g'],
    ['/y#', 'f', '/y#f'],
    ['/y', '', '/y'],
  ])('%s with %j → %s', (url, fragment, result) => expect(parseReference(url, fragment).url).toBe(result));

  test('tabs and line breaks in it are removed, and its scheme is lower-cased', () => {
    expect(parseReference('  HTTP://h/a\tb\r\n', '')).toEqual({ url: 'http://h/ab', hasNetloc: true, fragment: '' });
  });
});

describe('requoting decodes escapes of unreserved characters and encodes invalid characters', () => {
  test.each([
    ['http://h/a b', 'http://h/a%20b'],
    ['http://h/%7E%41', 'http://h/~A'],
    ['http://h/%zz', 'http://h/%25zz'],
    ['http://h/%', 'http://h/%'],
    ['http://h/%2', 'http://h/%2'],
    ['http://h/%C3%A9é', 'http://h/%C3%A9%C3%A9'],
    ['http://h/%g0 x', 'http://h/%25g0%20x'],
    ['http://h/[]{}|\\^`<>"', 'http://h/[]%7B%7D%7C%5C%5E%60%3C%3E%22'],
    ['http://h/%2f%2F', 'http://h/%2f%2F'],
    ['http://h/100%25', 'http://h/100%25'],
    ['http://h/a%ag', 'http://h/a%25ag'],
  ])('%s → %s', (url, result) => expect(requote(url)).toBe(result));
});
