import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { InvalidProxyURL, InvalidSchema, InvalidURL } from '../../src/errors/errors.ts';
import { proxySettings } from '../../src/proxies/proxy-settings.ts';

function settled(url: string): [string, string | null] {
  const settings = proxySettings(url);
  return [settings.url, settings.headers.get('proxy-authorization')];
}

describe('the URL of a proxy', () => {
  test.each<[string, string, string | null]>([
    ['http://h:3128', 'http://h:3128', null],
    ['HTTP://H:3128/ignored?x#y', 'http://h:3128', null],
    ['https://h', 'https://h', null],
    ['127.0.0.1:3128', 'http://127.0.0.1:3128', null],
    ['a.b:3128', 'http://a.b:3128', null],
    ['http://user:pass@a.b:3128', 'http://a.b:3128', 'Basic dXNlcjpwYXNz'],
    ['http://u%40:p%20@h', 'http://h', 'Basic dUA6cCA='],
    ['http://us%40er:p%3Ass%2F@h', 'http://h', 'Basic dXNAZXI6cDpzcy8='],
    ['http://u@h', 'http://h', null],
    ['http://u:@h', 'http://h', 'Basic dTo='],
    ['http://:p@h', 'http://h', null],
    ['http://@h', 'http://h', null],
    ['http://[::1]:8', 'http://[::1]:8', null],
    ['socks5://h:1080', 'socks5://h:1080', null],
    ['socks5h://u%40:p@h:1080/x', 'socks5h://u%40:p@h:1080', null],
    ['socks4://h', 'socks4://h', null],
    ['SOCKS4A://h:1', 'socks4a://h:1', null],
  ])('%s is %s with %s', (url, expected, header) => {
    expect(settled(url)).toEqual([expected, header]);
  });

  test.each<[string, typeof InvalidURL | typeof InvalidSchema]>([
    ['http:///h', InvalidProxyURL],
    ['http://:8080', InvalidProxyURL],
    ['https://', InvalidProxyURL],
    ['http:/h:1', InvalidProxyURL],
    ['localhost:3128', InvalidProxyURL],
    ['/x', InvalidProxyURL],
    ['user:pass@a.b:3128', InvalidProxyURL],
    ['ftp://h:1', InvalidURL],
    ['socks9://h:1', InvalidSchema],
    ['socks://h:1', InvalidSchema],
    ['http://h:abc', InvalidURL],
    ['http://h:99999', InvalidURL],
    ['  ', InvalidURL],
    ['http://h h:1', InvalidURL],
    ['http://[::1', InvalidURL],
  ])('%j is refused', (url, kind) => {
    expect(() => proxySettings(url)).toThrow(kind);
    if (kind === InvalidURL) expect(() => proxySettings(url)).not.toThrow(InvalidProxyURL);
  });

  test('anything but a string is refused', () => {
    for (const proxy of [1, {}, new URL('http://h'), null]) {
      expect(() => proxySettings(proxy as string)).toThrow(InvalidProxyURL);
    }
  });

  test('a user name that Basic cannot encode is refused', () => {
    expect(() => proxySettings('http://a%3Ab:s3cret@h')).toThrow(/user name/);
  });

  test('no message shows the credentials', () => {
    for (const url of [
      'http://u:s3cret@h:abc',
      'ftp://u:s3cret@h',
      'http://u:s3cret@',
      'u:s3cret@h h',
      'http://a%3A:s3cret@h',
      'socks7://u:s3cret@h',
      // Without a host the password looks like a port.
      'http://u:s3cret',
    ]) {
      expect(() => proxySettings(url)).toThrow(/^(?!.*s3cret)/s);
    }
  });

  test('is parsed once', () => {
    expect(proxySettings('http://once:1')).toBe(proxySettings('http://once:1'));
    for (let i = 0; i < 300; i++) proxySettings(`http://many:${i + 1}`);
    expect(settled('http://once:1')).toEqual(['http://once:1', null]);
  });

  test('credentials of one URL are never used for another (CVE-2026-9079)', () => {
    expect(settled('http://u:p@same:1')[1]).toBe('Basic dTpw');
    expect(settled('http://same:1')[1]).toBeNull();
  });

  test('the recorded cases of invalid proxies throw the recorded class', () => {
    const text = readFileSync(new URL('../../../../conformance/vectors/proxies.json', import.meta.url), 'utf8');
    interface Bad {
      readonly id: string;
      readonly steps: readonly [
        { readonly call: { readonly options: { readonly proxies: { readonly http: string } } } },
      ];
      readonly expect: { readonly results: readonly [{ readonly error: { readonly class: string } }] };
    }
    const bad = (JSON.parse(text) as { cases: Bad[] }).cases.filter(({ id }) => id.startsWith('proxies/bad-'));
    expect(bad.length).toBe(4);
    for (const c of bad) {
      let thrown: unknown;
      try {
        proxySettings(c.steps[0].call.options.proxies.http.replace('{A.netloc}', '127.0.0.1:1'));
      } catch (error) {
        thrown = error;
      }
      expect([c.id, (thrown as Error).name]).toEqual([c.id, c.expect.results[0].error.class]);
    }
  });
});
