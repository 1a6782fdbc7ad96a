import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  crookedTarget,
  crookedUrl,
  urlWithin,
  urlWithParameter,
} from '../../../security-tests/test/logging/support/secret-urls.ts';
import { SECRET } from '../../../security-tests/test/logging/support/views.ts';
import { redactHost, redactText, redactUrl } from '../../src/errors/redact.ts';

describe('userinfo is masked in invalid URLs', () => {
  test.each([
    ['http:/user:pw@h', 'http:/***@h'],
    ['http:user:pw@h', 'http:***@h'],
    ['http:\\\\user:pw@h x', 'http:\\\\***@h x'],
    ['user:pw@h', '***@h'],
    ['token@h', '***@h'],
    ['//user:pw@h', '//***@h'],
    ['///user:pw@h', '///***@h'],
    ['/user:pw@h', '/***@h'],
    ['http:///user:pw@h', 'http:///***@h'],
    ['http//user:pw@h', 'http//***@h'],
    ['x:/user:pw@h', 'x:/***@h'],
    ['x:user:pw@h', '***@h'],
    ['user:pw@http://h/', '***@http://h/'],
    ['http://http:/user:pw@h', 'http://http:/***@h'],
    ['http://http://user:pw@h', 'http://http://***@h'],
    [' \t\nHTTP://user:pw@h', ' \t\nHTTP://***@h'],
    ['\u200b\ufeffHttp:/user:pw@h', '\u200b\ufeffHttp:/***@h'],
    ['"http://user:pw@h"', '"http://***@h"'],
    // A password that should be encoded.
    ['http://user:p/w@h/x', 'http://***@h/x'],
    ['http://user:p?w@h/x', 'http://***@h/x'],
    ['http://user:p#w@h/x', 'http://***@h/x'],
    ['http://user:p\\w@h/x', 'http://***@h/x'],
    ['http://user:p w@h/x', 'http://***@h/x'],
    ['http://user%3Apw%40h/', 'http://***%40h/'],
    ['http%3A%2F%2Fuser%3Apw%40h', 'http%3A%2F%2F***%40h'],
    ['http:%2F%2Fuser:pw@h', 'http:***@h'],
  ])('%j → %j', (url, shown) => expect(redactUrl(url)).toBe(shown));
});

describe('userinfo is masked, whatever characters it has', () => {
  test.each([
    ['http://a:b@c:d@h', 'http://***@h'],
    ['http://token@h', 'http://***@h'],
    ['http://:pw@h', 'http://***@h'],
    ['http://@h', 'http://***@h'],
    ['http://me@corp.test:pw@h:8080/', 'http://***@h:8080/'],
    ['http://u:%2F%3F%40@h/', 'http://***@h/'],
    ["http://u,;&='()!$*+:pw@h/", 'http://***@h/'],
    ['http://u:p@[::1]:80/x', 'http://***@[::1]:80/x'],
    ['x-y+z.1://u:p@h', 'x-y+z.1://***@h'],
  ])('%j → %j', (url, shown) => expect(redactUrl(url)).toBe(shown));
});

describe('userinfo is masked in a URL inside another one', () => {
  test.each([
    ['http://h/?next=http://u:pw@x/', 'http://h/?next=http://***@x/'],
    ['http://h/?next=http://u:pw@x&q=a@b.c', 'http://h/?next=http://***@x&q=a@b.c'],
    ['http://h/?next=http:/u:pw@x/', 'http://h/?next=http:/***@x/'],
    ['http://h/?next=http:u:pw@x/', 'http://h/?next=http:***@x/'],
    ['http://h/?next=//u:pw@x/', 'http://h/?next=//***@x/'],
    ['http://h/?next=//token@x/', 'http://h/?next=//***@x/'],
    ['http://h/?next=http%3A%2F%2Fu%3Apw%40x', 'http://h/?next=http%3A%2F%2F***%40x'],
    ['http://h/?next=http%3a%2f%2fu:pw@x%2fy', 'http://h/?next=http%3a%2f%2f***@x%2fy'],
    ['http://h/?n=http%253A%252F%252Fu%253Apw%2540x', 'http://h/?n=http%253A%252F%252F***%2540x'],
    ['http://h/#http://u:pw@x/', 'http://h/#http://***@x/'],
    ['http://h/proxy/http://u:pw@x/', 'http://h/proxy/http://***@x/'],
    ['http://h/a//u:pw@x/', 'http://h/a//***@x/'],
    ['http://h/?u=http%3A%2F%2Fx%3Fa%3D1%26token%3Dpw&b=1', 'http://h/?u=http%3A%2F%2Fx%3Fa%3D1%26token%3D***&b=1'],
    ['http://h/?user[password]=pw&a.token=pw&k=1', 'http://h/?user[password]=***&a.token=***&k=1'],
    ['http://h/?access%5Ftoken=pw', 'http://h/?access%5Ftoken=***'],
  ])('%j → %j', (url, shown) => expect(redactUrl(url)).toBe(shown));
});

describe('an email address, and anything else that is not userinfo, is not masked', () => {
  test.each([
    ...['http://h/users/me@example.org', 'http://h/?q=a@b.c', 'http://h/?q=a%40b.c#d@e', 'http://h/a//me@example.org'],
    ...['/users/me@example.org', '/users/me@example.org?q=a@b.c', 'users/me@example.org', '?q=a@b.c', '#a@b', './a@b'],
    ...['h.test/users/me@example.org', 'localhost:8080/users/me@example.org', 'mailto:me@example.org'],
    ...['http://h/?a=12:30&mail=me@example.org', 'http://h/?next=http://x/&mail=me@example.org', 'http://[::1]/a@b'],
    ...['http://h/?to=mailto:me@example.org', 'http+unix://%2Ftmp%2Fs/users/me@example.org', 'file:///home/me@host/f'],
    ...['http://h:x/', 'http://a b/', 'http://', '', 'http://h/?keyboard=1&author=me&monkey=2'],
  ])('%j', (url) => expect(redactUrl(url)).toBe(url));
});

describe('URLs are found in other text', () => {
  test.each([
    ['Failed to parse URL from http:/user:pw@h', 'Failed to parse URL from http:/***@h'],
    ['request to http://u:p@h/?token=x&b=1 failed: a@b.c', 'request to http://***@h/?token=***&b=1 failed: a@b.c'],
    ['<http://u:p@h/?token=a>; rel="next", <//u:p@x>', '<http://***@h/?token=***>; rel="next", <//***@x>'],
    ['0; url=//u:p@h/', '0; url=//***@h/'],
    ['{"url":"http:\\/\\/u:p@h\\/"}', '{"url":"http:\\/\\/***@h\\/"}'],
    ['for http://h:80, ask me@example.org', 'for http://h:80, ask me@example.org'],
    ['GET http://h/?token=***: too many errors', 'GET http://h/?token=***: too many errors'],
    ['at file:///a/b@1.2/c.js:1:2', 'at file:///a/b@1.2/c.js:1:2'],
    ['text/html; key=value; token=x', 'text/html; key=value; token=x'],
  ])('%j → %j', (text, shown) => expect(redactText(text)).toBe(shown));
});

test('a host that may be part of a password is not shown', () => {
  expect(redactHost('user:p', 'http://user:p/w@h')).toBe('http://***@h');
  expect(redactHost('u%3Ap%40h', 'http://u%3Ap%40h/')).toBe('***%40h');
  expect(redactHost('a:b:c', 'http://a:b:c/')).toBe('a:b:c');
});

test('no form of a URL shows its secret', () => {
  const urls = fc.oneof(crookedUrl, crookedTarget, urlWithin('http://h'), urlWithParameter('x://h:1'));
  fc.assert(
    fc.property(urls, (url) => {
      const shown = redactUrl(url);
      expect(shown).not.toContain(SECRET);
    }),
    { numRuns: 3000 },
  );
});

test('a URL without secrets is shown as it is', () => {
  const part = fc.stringMatching(/^[a-z0-9@.:,-]{0,12}$/).filter((text) => !/^(?:https?|ws|ftp):/.test(text));
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.tuple(fc.constantFrom('q', 'mail', 'to'), part)), (path, query) => {
      const search = query.map(([name, value]) => `${name}=${value}`).join('&');
      const url = `https://h.test:8080/p/${path.filter((segment) => segment !== '').join('/')}?${search}`;
      fc.pre(!/(?:https?|wss?|ftps?|socks\w*):/.test(url.slice(8)));
      expect(redactUrl(url)).toBe(url);
    }),
  );
});
