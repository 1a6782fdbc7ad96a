import { afterAll, beforeAll, expect } from '@jest/globals';
import { CookieJar, InvalidHeader } from '@req/core';
import { describeRow, expectVulnerable } from '../support/describe-row.ts';
import { type Browser, type Open, overProxies } from './support/browser.ts';
import { Internet, redirect } from './support/internet.ts';
import { VulnerableBrowser } from './support/vulnerable-browser.ts';
import { VulnerableJar } from './support/vulnerable-jar.ts';

let net: Internet;
beforeAll(async () => {
  net = await Internet.start();
});
afterAll(() => net.close());

const vulnerableClient: Open = () => new VulnerableBrowser(net.proxy);

describeRow('CK-02', () => {
  const check = async (open: Open): Promise<void> => {
    net.play({ 'http://a.test/': redirect('http://b.test/') });
    const browser = open();
    browser.give('session', '1');
    await browser.get('http://a.test/', { cookies: { own: '1' } });
    await browser.get('http://c.test/');
    await browser.get('http://sub.a.test/');
    expect(net.got('cookie', 'a.test')).toEqual(['session=1; own=1']);
    for (const host of ['b.test', 'c.test', 'sub.a.test']) expect(net.got('cookie', host)).toEqual(['']);
  };
  overProxies(() => net, check);
  expectVulnerable('sends cookies without a domain to every host', () => check(vulnerableClient));
});

describeRow('CK-19', () => {
  const check = async (open: Open): Promise<void> => {
    net.play({ 'http://bank.test/': ['b=1; Path=/'], 'http://a.test/': ['a=1; Path=/'] });
    const browser = open();
    await browser.get('http://bank.test/');
    await browser.get('http://a.test/');
    net.play({});
    await browser.get('http://a.test/', { headers: { Host: 'bank.test' } });
    await browser.get('http://a.test/');
    expect(net.got('host', 'a.test')).toEqual(['bank.test', 'a.test']);
    expect(net.got('cookie', 'a.test')).toEqual(['a=1', 'a=1']);
    // A cookie that the response sets is kept for the URL's host too.
    net.play({ 'http://a.test/': ['evil=1; Path=/', 'worse=1; Domain=bank.test'] });
    await browser.get('http://a.test/', { headers: { Host: 'bank.test' } });
    await browser.get('http://bank.test/');
    expect(net.got('cookie', 'bank.test')).toEqual(['b=1']);
  };
  overProxies(() => net, check);
  expectVulnerable('chooses the cookies by the Host header', () => check(vulnerableClient));
});

type Setting = (part: 'name' | 'value' | 'domain' | 'path', text: string) => void;

const jarSets: Setting = (part, text) => {
  const parts = { name: 'n', value: 'v', domain: 'a.test', path: '/', [part]: text };
  new CookieJar().set(parts.name, parts.value, { domain: parts.domain, path: parts.path });
};

describeRow('CK-30', () => {
  const check = async (set: Setting): Promise<void> => {
    for (const part of ['name', 'value', 'domain', 'path'] as const) {
      for (const bad of [';', '\r', '\n', '\0', '\r\n', '\t', '\x7f', '; Secure', '\r\nSet-Cookie: x=1']) {
        expect(() => set(part, `/a${bad}b`)).toThrow(InvalidHeader);
      }
    }
  };
  overProxies(
    () => net,
    async () => check(jarSets),
  );
  expectVulnerable('takes any text', () => check((part, text) => new VulnerableJar().set('n', 'v', { [part]: text })));
});

describeRow('CK-31', () => {
  const check = async (open: Open): Promise<void> => {
    net.play({});
    const tries: [string, string][] = [
      ['a', 'b; admin=1'],
      ['a', 'b\r\nCookie: admin=1'],
      ['a', 'b\nadmin=1'],
      ['a; admin', '1'],
      ['admin=1; a', 'b'],
      ['a=b; admin', '1'],
    ];
    for (const [name, value] of tries) {
      const outcome = await open()
        .get('http://a.test/', { cookies: { [name]: value } })
        .catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(InvalidHeader);
    }
    for (const sent of net.got('cookie', 'a.test')) expect(sent).not.toMatch(/admin/);
    expect(net.visits).toEqual([]);
  };
  overProxies(() => net, check);
  expectVulnerable('writes everything unchecked', () => check(vulnerableClient));
});

/** A cookie is refused when it is given, not later. */
function give(browser: Browser, name: string, value: string): void {
  try {
    browser.give(name, value);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidHeader);
  }
}

describeRow('CK-41', () => {
  const check = async (open: Open): Promise<void> => {
    net.play({});
    for (let c = 0; c < 0x120; c += 48) {
      const browser = open();
      for (let i = c; i < c + 48; i++) {
        const char = String.fromCharCode(i);
        for (const text of [char, `${char}x`, `x${char}`]) {
          give(browser, text, 'v');
          give(browser, `n${i}`, text);
        }
      }
      await browser.get('http://a.test/');
    }
    const lengths = net.got('cookie', 'a.test').map((header) => header.split('; ').length);
    expect(lengths).toHaveLength(6);
    for (const length of lengths) expect(length).toBeGreaterThan(1);
  };
  overProxies(() => net, check);
});
