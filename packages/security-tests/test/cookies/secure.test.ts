import { afterAll, beforeAll, expect } from '@jest/globals';
import { describeRow, expectVulnerable } from '../support/describe-row.ts';
import { type Open, overProxies } from './support/browser.ts';
import { Internet } from './support/internet.ts';
import { VulnerableBrowser } from './support/vulnerable-browser.ts';

let net: Internet;
beforeAll(async () => {
  net = await Internet.start({ secure: true });
});
afterAll(() => net.close());

const vulnerableClient: Open = () => new VulnerableBrowser(net.proxy);

describeRow('CK-24', () => {
  const check = async (open: Open): Promise<void> => {
    const attacks: readonly string[][] = [
      ['s=evil; Path=/'],
      ['s=evil; Path=/; Secure'],
      ['s=evil; Path=/; Domain=a.test'],
      ['s=evil; Path=/deep'],
      ['s=; Path=/; Max-Age=0'],
      ['s=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
      // Enough others that the jar must evict some.
      Array.from({ length: 60 }, (_, i) => `other${i}=1; Path=/`),
    ];
    for (const lines of attacks) {
      const browser = open();
      net.play({ 'https://a.test/': ['s=good; Secure; Path=/'], 'http://a.test/': lines, 'http://sub.a.test/': lines });
      for (const url of ['https://a.test/', 'http://a.test/', 'http://sub.a.test/']) await browser.get(url);
      net.visits = [];
      await browser.get('https://a.test/deep');
      const pairs = (net.got('cookie', 'a.test')[0] ?? '').split('; ').filter((pair) => pair.startsWith('s='));
      expect([lines[0], pairs]).toEqual([lines[0], ['s=good']]);
    }
  };
  overProxies(() => net, check);
  expectVulnerable('lets http overwrite a cookie that https set', () => check(vulnerableClient));
});

/** None of the lines sets a cookie that the next request carries. */
async function refuses(open: Open, url: string, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    const browser = open();
    net.play({ [url]: [line] });
    await browser.get(url);
    net.visits = [];
    await browser.get(url);
    await browser.get(url.replace('http:', 'https:'));
    expect([line, ...net.got('cookie', new URL(url).hostname)]).toEqual([line, '', '']);
  }
}

describeRow('CK-25', () => {
  const check = async (open: Open): Promise<void> => {
    await refuses(open, 'https://www.a.com/', [
      '__Host-x=1; Secure; Path=/; Domain=a.com',
      '__Host-x=1; Secure; Path=/; Domain=www.a.com',
      '__Host-x=1; Secure; Path=/x',
      '__Host-x=1; Secure',
      '__Host-x=1; Path=/',
      '__Secure-x=1; Path=/',
      '__secure-x=1; Path=/',
      '__SECURE-x=1; Path=/',
      '__host-x=1; Secure; Path=/; Domain=a.com',
      '__HOST-x=1; Path=/',
      // Without a name, the value would be parsed as name and value.
      '=__Host-x=1; Path=/',
      '__Host-x; Path=/',
      ' __Host-x =1; Path=/',
    ]);
    await refuses(open, 'http://www.a.com/', ['__Secure-x=1; Secure; Path=/', '__Host-x=1; Secure; Path=/']);
    const browser = open();
    net.play({ 'https://a.com/': ['__Host-x=1; Secure; Path=/', '__Secure-y=2; Secure; Path=/'] });
    await browser.get('https://a.com/');
    await browser.get('https://a.com/');
    expect(net.got('cookie', 'a.com')).toEqual(['', '__Host-x=1; __Secure-y=2']);
  };
  overProxies(() => net, check);
  expectVulnerable('does not know the prefixes', () => check(vulnerableClient));
});

describeRow('CK-26', () => {
  const check = (open: Open): Promise<void> =>
    refuses(open, 'http://a.test/', ['x=1; Secure', 'x=1; secure; Path=/', 'x=1;SECURE;HttpOnly', 'x=1; Secure=yes']);
  overProxies(() => net, check);
  expectVulnerable('takes Secure cookies over http', () => check(vulnerableClient));
});
