import { describe, expect, test } from '@jest/globals';
import { expectLinear } from '@req/test-support/cpu-time';
import fc from 'fast-check';
import { bypassesProxy } from '../../src/proxies/no-proxy.ts';

describe('no_proxy as in Requests', () => {
  test.each<[string, string, boolean]>([
    ['example.com', 'http://example.com/', true],
    ['example.com', 'http://www.example.com/', true],
    ['example.com', 'http://notexample.com/', false],
    ['.example.com', 'http://example.com/', true],
    ['.example.com', 'http://a.example.com/', true],
    ['*', 'http://anything/', true],
    [' * ', 'http://anything/', false],
    ['a,*', 'http://anything/', false],
    ['EXAMPLE.com', 'http://example.com/', true],
    ['example.com:80', 'http://example.com/', false],
    ['example.com:80', 'http://example.com:80/', true],
    ['example.com:8080', 'http://www.example.com:8080/', true],
    ['example.com:443', 'https://example.com/', false],
    ['127.0.0.1', 'http://127.0.0.1:99/', true],
    ['127.0.0.0/8', 'http://127.5.5.5/', true],
    ['10.0.0.0/8', 'http://11.0.0.1/', false],
    ['10.1.2.3/8', 'http://10.9.9.9/', true],
    ['10.0.0.0/33', 'http://10.0.0.1/', false],
    ['10.0.0.0/0', 'http://10.0.0.1/', false],
    ['10.0.0.*', 'http://10.0.0.1/', false],
    ['10.', 'http://10.0.0.1/', false],
    ['127.1', 'http://127.1/', true],
    ['127.0.0.0/8', 'http://127.1/', true],
    ['localhost', 'http://127.0.0.1/', false],
    ['localhost', 'http://sub.localhost/', true],
    ['::1', 'http://[::1]/', true],
    [' a.com , b.com ', 'http://b.com/', true],
    ['a.com b.com', 'http://b.com/', false],
    ['a.com;b.com', 'http://b.com/', false],
    [',,a.com,', 'http://a.com/', true],
    ['', 'http://a.com/', false],
    ['.', 'http://a.com/', false],
    ['com', 'http://a.com/', true],
    ['a.com', 'http://u:p@a.com/', true],
    ['x', 'file:///a', true],
    ['http://localhost', 'http://localhost/', false],
    ['127.0.0.0/8', 'http://localhost/', false],
    ['127.0.1.0/24', 'http://127.0.0.1/', false],
    ['*example.com', 'http://a.example.com/', false],
    ['a.*.com', 'http://a.b.com/', false],
    ['example.*', 'http://example.com/', false],
    ['*, a.com', 'http://b.com/', false],
    ['*.', 'http://a.com/', false],
    ['https://example.com', 'http://example.com/', false],
    ['example.com/', 'http://example.com/', false],
  ])('%j and %s: %s', (list, url, expected) => {
    expect(bypassesProxy(url, list)).toBe(expected);
  });
});

describe('no_proxy with `*.` before a name, which matches nothing in Requests', () => {
  test.each<[string, string, boolean]>([
    ['*.example.com', 'http://a.example.com/', true],
    ['*.example.com', 'http://a.b.example.com:8080/', true],
    // As `.example.com`, which in Requests matches the name itself too.
    ['*.example.com', 'http://example.com/', true],
    ['*.example.com', 'http://notexample.com/', false],
    ['*.EXAMPLE.com.', 'http://A.example.COM./', true],
    ['*.example.com:8080', 'http://a.example.com:8080/', true],
    ['*.example.com:8080', 'http://a.example.com/', false],
    ['a.test, *.example.com ,b.test', 'http://a.example.com/', true],
    ['*.bücher.test', 'http://a.xn--bcher-kva.test/', true],
    ['*.localhost', 'http://a.localhost/', true],
    ['*.*.example.com', 'http://a.b.example.com/', false],
  ])('%j and %s: %s', (list, url, expected) => expect(bypassesProxy(url, list)).toBe(expected));
});

describe('no_proxy where Requests compares text and req compares hosts', () => {
  test.each<[string, string, string, boolean]>([
    ['a trailing dot', 'a.com', 'http://a.com.:80/', true],
    ['a trailing dot (CVE-2025-62718)', 'localhost', 'http://localhost./', true],
    ['a trailing dot of the entry', 'a.com.', 'http://x.a.com/', true],
    ['brackets', '[::1]', 'http://[::1]/', true],
    ['brackets and a port', '[::1]:8080', 'http://[::1]:8080/', true],
    ['brackets and another port', '[::1]:8080', 'http://[::1]:81/', false],
    ['an expanded IPv6 address', '::1', 'http://[0:0:0:0:0:0:0:1]/', true],
    ['an expanded entry', '0:0:0:0:0:0:0:1', 'http://[::1]/', true],
    ['IPv4 in IPv6 (CVE-2026-44492)', '127.0.0.1', 'http://[::ffff:127.0.0.1]/', true],
    ['IPv4 in IPv6, in hexadecimal', '127.0.0.0/8', 'http://[::ffff:7f00:1]/', true],
    ['other spellings of IPv4', '127.0.0.1', 'http://127.1/', true],
    ['other spellings of IPv4', '127.0.0.1', 'http://0x7f000001/', true],
    ['an address and its port', '127.0.0.1:99', 'http://127.0.0.1:99/', true],
    ['an address and another port', '127.0.0.1:99', 'http://127.0.0.1:98/', false],
    ['the end of an address', '0.0.1', 'http://10.0.0.1/', false],
    ['a name at the end of a zone (CVE-2025-22870)', 'example.com', 'http://[::1%25.example.com]/', false],
    ['an address with a zone', 'fe80::1', 'http://[fe80::1%25eth0]/', true],
    ['an IPv6 network', 'fe80::/10', 'http://[fe80::1]/', true],
    ['an IPv6 network', 'fe80::/10', 'http://[fec0::1]/', false],
    ['an IPv6 network', '2001:db8::/33', 'http://[2001:db8:8000::]/', false],
    ['a network of the other kind', '::/1', 'http://127.0.0.1/', false],
    ['an international name', 'bücher.de', 'http://xn--bcher-kva.de/', true],
    ['an international name', 'xn--bcher-kva.de', 'http://BÜCHER.de/', true],
    ['a network without a length', '10.0.0.0/', 'http://10.0.0.0/', false],
    ['an invalid prefix length', '10.0.0.0/x8', 'http://10.0.0.1/', false],
  ])('%s: %j and %s: %s', (_what, list, url, expected) => {
    expect(bypassesProxy(url, list)).toBe(expected);
  });

  test('any list is evaluated in linear time', async () => {
    const piece = fc.constantFrom('a', '.', ',', ':', '/', '[', ']', '8', '*', ' ', '%', '::1', 'é', '\0', '127.0.0.1');
    const list = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 30 }).map((parts) => parts.join('')),
    );
    const url = fc.constantFrom(
      'http://a/',
      'http://127.0.0.1:8/x',
      'http://[::1]:8/',
      'http://[fe80::1%25x]/',
      'http://é/',
      'x',
    );
    fc.assert(
      fc.property(url, list, (u, l) => typeof bypassesProxy(u, l) === 'boolean'),
      { numRuns: 3000 },
    );
    for (const unit of ['.', ':', ',', '/', '[', 'a.', '1.', '%', 'a,', '::1/8,']) {
      const long = (size: number): string => unit.repeat(Math.ceil(size / unit.length));
      await expectLinear(long, (list) => bypassesProxy('http://[::1]/', list), 65_536);
    }
  });
});
