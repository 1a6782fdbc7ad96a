import { describe, expect, test } from '@jest/globals';
import { canonicalHost } from '../../src/url/canonical-host.ts';
import { mustStripAuth, originOf, sameOrigin } from '../../src/url/same-origin.ts';

describe('credentials stay on the same host, scheme and port', () => {
  test.each([
    ['http://a/', 'http://a/x'],
    ['http://a/', 'http://A/'],
    ['http://a/', 'http://a:80/'],
    ['https://a:443/', 'https://a/'],
    ['http://u@a/', 'http://v@a/'],
    ['http://[::1]:1/', 'http://[::1]:1/x'],
  ])('%s → %s', (from, to) => expect(mustStripAuth(from, to)).toBe(false));
});

describe('credentials survive the upgrade to https on the default ports', () => {
  test.each([
    ['http://a/', 'https://a/'],
    ['http://a:80/', 'https://a:443/'],
  ])('%s → %s', (from, to) => expect(mustStripAuth(from, to)).toBe(false));
});

describe('any other change drops credentials', () => {
  test.each([
    ['http://a:8080/', 'https://a/'],
    ['http://a/', 'https://a:8443/'],
    ['https://a/', 'http://a/'],
    ['https://a/', 'https://a:8443/'],
    ['http://a:1/', 'http://a:2/'],
    ['http://a/', 'http://b.a/'],
    ['http://b.a/', 'http://a/'],
    ['http://a./', 'http://a/'],
    ['http://a:443/', 'https://a:443/'],
    ['https://a:80/', 'https://a/'],
    ['http://a/', 'http://b@c/'],
    ['http://a/', 'not a url'],
  ])('%s → %s', (from, to) => expect(mustStripAuth(from, to)).toBe(true));
});

describe('two URLs have the same origin when scheme, canonical host and port are equal', () => {
  test.each([
    ['http://a.test/x', 'http://a.test:80/y', true],
    ['https://a.test', 'https://A.TEST:443/', true],
    ['http://a.test./', 'http://a.test/', true],
    ['http://127.0.0.1/', 'http://127.1/', true],
    ['http://2130706433/', 'http://127.0.0.1/', true],
    ['http://[::ffff:127.0.0.1]/', 'http://127.0.0.1/', true],
    ['http://[0:0:0:0:0:0:0:1]/', 'http://[::1]/', true],
    ['http://bücher.test/', 'http://xn--bcher-kva.test/', true],
    ['http://a.test/', 'https://a.test/', false],
    ['http://a.test/', 'http://b.a.test/', false],
    ['http://a.test:8080/', 'http://a.test/', false],
    ['http://a.test@b.test/', 'http://a.test/', false],
    ['http://@a.test/', 'http://a.test/', true],
    ['/x', '/x', false],
  ])('%s and %s: %p', (a, b, same) => expect(sameOrigin(a, b)).toBe(same));

  test('an origin has its default port', () => {
    expect(originOf('HTTPS://u:p@A.test/x?y#z')).toEqual({ scheme: 'https', host: 'a.test', port: '443' });
    expect(originOf('mailto:x@y')).toBeNull();
  });
});

describe('hosts are compared in canonical form', () => {
  test.each([
    ['Example.COM', 'example.com'],
    ['example.com.', 'example.com'],
    ['127.1', '127.0.0.1'],
    ['0x7f.0.0.1', '127.0.0.1'],
    ['017700000001', '127.0.0.1'],
    ['[::FFFF:7F00:1]', '127.0.0.1'],
    ['[FE80:0:0::A]', 'fe80::a'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['BÜCHER.test', 'xn--bcher-kva.test'],
    ['a_b.test', 'a_b.test'],
    ['999.1.1.1', '999.1.1.1'],
    ['::nonsense', '::nonsense'],
  ])('%s → %s', (host, canonical) => expect(canonicalHost(host)).toBe(canonical));
});
