import { afterAll, beforeAll, expect } from '@jest/globals';
import { CookieJar } from '@req/core';
import { expectLinear } from '@req/test-support/cpu-time';
import { describeRow, expectVulnerable } from '../support/describe-row.ts';
import { type Open, overProxies } from './support/browser.ts';
import { Internet } from './support/internet.ts';
import { VulnerableBrowser } from './support/vulnerable-browser.ts';
import { VulnerableJar } from './support/vulnerable-jar.ts';

let net: Internet;
beforeAll(async () => {
  net = await Internet.start();
});
afterAll(() => net.close());

describeRow('CK-22', () => {
  const check = async (open: Open): Promise<void> => {
    const browser = open();
    const replies: Record<string, string[]> = {};
    // Clients limit the header lines of a response, so many cookies need several responses.
    for (let n = 0; n < 20; n++) {
      replies[`http://evil.a.test/${n}`] = [`big${n}=${'v'.repeat(4000)}; Domain=a.test; Path=/`];
      replies[`http://many.test/${n}`] = Array.from({ length: 5 }, (_, i) => `c${n * 5 + i}=1; Path=/`);
    }
    net.play({ ...replies, 'http://evil.a.test/huge': [`huge=${'v'.repeat(4100)}; Domain=a.test; Path=/`] });
    for (const url of [...Object.keys(replies), 'http://evil.a.test/huge']) await browser.get(url);
    net.visits = [];
    await browser.get('http://sister.a.test/');
    await browser.get('http://many.test/');
    const [sister = ''] = net.got('cookie', 'sister.a.test');
    const [many = ''] = net.got('cookie', 'many.test');
    expect(sister).not.toContain('huge');
    expect(sister.length).toBeLessThanOrEqual(8192);
    expect(many.split('; ')).toEqual(Array.from({ length: 50 }, (_, i) => `c${i + 50}=1`));
  };
  overProxies(() => net, check);
  expectVulnerable('keeps and sends all of them', () => check(() => new VulnerableBrowser(net.proxy)));
});

describeRow('CK-40', () => {
  const inOne = (size: number): string[] => [`x=1;${'a=;'.repeat(size)}`];
  const many = (size: number): string[] => Array.from({ length: size }, (_, i) => `a${i}=1; Path=/p${i}`);
  const check = async (make: () => Pick<CookieJar, 'store' | 'cookieHeader'>): Promise<void> => {
    const jar = make();
    for (const lines of [inOne, many]) {
      await expectLinear(lines, (each) => make().store('http://a.test/', each), 10_000);
      jar.store('http://a.test/', lines(10_000));
    }
    const kept = JSON.parse(JSON.stringify(jar)) as unknown[];
    expect(kept.length).toBeLessThanOrEqual(50);
  };
  overProxies(
    () => net,
    async () => check(() => new CookieJar()),
  );
  expectVulnerable('keeps all of them', () => check(() => new VulnerableJar()));
});
