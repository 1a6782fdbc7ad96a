import { describe, expect, test } from '@jest/globals';
import { redactUrl } from '../../src/errors/redact.ts';
import { InvalidURL } from '../../src/index.ts';
import { proxiedUrl, wireUrl } from '../../src/send/wire-url.ts';
import { played } from '../played.ts';

describe('a URL in a message has userinfo and secret query values masked', () => {
  test.each([
    ['http://u:secret@h/p', 'http://***@h/p'],
    ['http://secret@h', 'http://***@h'],
    ['http://u:s@e@h/p', 'http://***@h/p'],
    ['http://h/?token=secret', 'http://h/?token=***'],
    ['http://h/?access_token=secret&x=1', 'http://h/?access_token=***&x=1'],
    ['http://h/?x=1&API_KEY=secret#f', 'http://h/?x=1&API_KEY=***#f'],
    ['http://h/?apikey=secret', 'http://h/?apikey=***'],
    ['http://h/?key=secret', 'http://h/?key=***'],
    ['http://h/?client_secret=secret', 'http://h/?client_secret=***'],
    ['http://h/?password=secret', 'http://h/?password=***'],
    ['http://h/?X-Amz-Signature=secret', 'http://h/?X-Amz-Signature=***'],
    ['http://h/?X-Amz-Credential=secret', 'http://h/?X-Amz-Credential=***'],
    ['http://h/?code=secret', 'http://h/?code=***'],
    ['http://h/?sig=secret;sid=secret', 'http://h/?sig=***;sid=***'],
    ['http://h/p;jsessionid=secret?q=1', 'http://h/p;jsessionid=***?q=1'],
    ['http://h/?PHPSESSID=secret&session_id=secret&x', 'http://h/?PHPSESSID=***&session_id=***&x'],
    ['http://h/#x&access_token=secret', 'http://h/#x&access_token=***'],
    ['http://h/#access_token=secret&state=1', 'http://h/#access_token=***&state=1'],
  ])('%s → %s', (url, shown) => expect(redactUrl(url)).toBe(shown));
});

describe('the rest of a URL is shown unchanged', () => {
  test.each([
    ['http://h:1/p?q=1&monkey=2#f'],
    ['http://h/@x:y@z'],
    ['/path?x=1'],
    ['mailto:x@y'],
    ['http://h/?keyboard=x&author=y'],
  ])('%s', (url) => expect(redactUrl(url)).toBe(url));
});

describe('the URL on the wire has neither userinfo nor fragment', () => {
  test.each([
    ['http://u:p@h/p?q#f', 'http://h/p?q'],
    ['http://h', 'http://h/'],
    ['http://h?x=1', 'http://h/?x=1'],
    ['HTTP://H/P', 'http://h/P'],
    ['http://h/[a]', 'http://h/%5Ba%5D'],
    ['http://h/~%e9%2F', 'http://h/~%E9%2F'],
    ['http://h/100%', 'http://h/100%25'],
    ['http://h/a b?c d', 'http://h/a%20b?c%20d'],
    ['http://h/a/../b', 'http://h/a/../b'],
    ['http://h//b//c', 'http://h//b//c'],
    ['http://h/x?', 'http://h/x'],
    ['http://h/x?#f', 'http://h/x'],
    ['echo://u:p@Host/a b?c#f', 'echo://Host/a b?c'],
    ['http+unix://%2FVar%2FSocket/p@q', 'http+unix://%2FVar%2FSocket/p@q'],
    ['http://b\u00fccher.test:8080/', 'http://xn--bcher-kva.test:8080/'],
    ['http://[FE80::1%25a]/', 'http://[fe80::1%25a]/'],
  ])('%s → %s', (url, wire) => expect(wireUrl(url)).toBe(wire));

  test.each([
    'http://a b/',
    'http://a\r\nX: y/',
    'http://a:80\r\n/',
    'http://a%0d%0a/',
    'http://[x]/',
    'http://a:80:90/',
    'http:///x',
    'http:x',
    'http://',
  ])('%j in place of a prepared URL raises InvalidURL', (url) => {
    expect(() => wireUrl(url)).toThrow(InvalidURL);
  });
});

describe('the URL in a request to an HTTP proxy has no dot segments', () => {
  test.each([
    ['http://h/a/../b', 'http://h/b'],
    ['http://h/a/./b/.', 'http://h/a/b/'],
    ['http://h/..?q=/../x', 'http://h/?q=/../x'],
    ['http://h/?x', 'http://h/?x'],
    ['http://h/../?x', 'http://h?x'],
    // Inside a tunnel the origin gets a path, which is not changed.
    ['https://h/a/../b', 'https://h/a/../b'],
  ])('%s → %s', (url, asked) => expect(proxiedUrl(url)).toBe(asked));

  test.each([
    ['http://p.test', 'http://h.test/a/../b', 'http://h.test/b'],
    ['https://p.test', 'http://h.test/a/../b', 'http://h.test/b'],
    ['http://p.test', 'https://h.test/a/../b', 'https://h.test/a/../b'],
    ['socks5://p.test', 'http://h.test/a/../b', 'http://h.test/a/../b'],
    [null, 'http://h.test/a/../b', 'http://h.test/a/../b'],
  ])('through %s a transport is asked for %s as %s', async (proxy, url, asked) => {
    // Of a redirect: the URL of a request has lost its dot segments before.
    const { session, sent } = played([{ status: 302, headers: { Location: url } }]);
    await session.get('http://a.test/', { proxies: { all: proxy } });
    expect(sent[1]?.url).toBe(asked);
  });
});
