import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { CookieJar } from '@req/core';
import { describeRow, expectVulnerable } from '../support/describe-row.ts';
import { overProxies } from './support/browser.ts';
import { Internet } from './support/internet.ts';
import { VulnerableJar } from './support/vulnerable-jar.ts';

let net: Internet;
beforeAll(async () => {
  net = await Internet.start();
});
afterAll(() => net.close());

/** The part of a jar that these checks need. */
interface Jar {
  set(name: string, value: string, options?: { domain?: string; path?: string }): unknown;
  store(url: string, lines: readonly string[]): void;
  cookieHeader(url: string): string;
  toNetscape(): string;
  toJSON(): unknown;
}

interface Jars {
  new (): Jar;
  fromJSON(json: string): Jar;
  fromNetscape(text: string): Jar;
}

const SET = [
  'host=1; Path=/',
  'wide=2; Domain=a.test; Path=/',
  'deep=3; Path=/deep',
  'safe=4; Path=/; Secure; Max-Age=3600',
  'soon=5; Path=/; Max-Age=900',
];
const ASKED = [
  'http://www.a.test/',
  'https://www.a.test/deep/x',
  'http://sub.www.a.test/',
  'http://a.test/',
  'http://b.test/',
];

function reloads(jars: Jars, jar: Jar): Jar[] {
  return [jars.fromJSON(JSON.stringify(jar)), jars.fromNetscape(jar.toNetscape())];
}

describeRow('CK-14', () => {
  const check = async (jars: Jars): Promise<void> => {
    const began = Date.now();
    const jar = new jars();
    jar.store('https://www.a.test/', SET);
    for (const copy of reloads(jars, jar)) {
      expect(ASKED.map((url) => copy.cookieHeader(url))).toEqual([
        'host=1; wide=2; soon=5',
        'deep=3; host=1; wide=2; safe=4; soon=5',
        'wide=2',
        'wide=2',
        '',
      ]);
    }
    for (const copy of [CookieJar.fromJSON(JSON.stringify(jar)), CookieJar.fromNetscape(jar.toNetscape())]) {
      const expires = [...copy].find(({ name }) => name === 'soon')?.expires?.getTime() ?? 0;
      // To the second: cookies.txt has no finer time.
      expect(expires).toBeGreaterThanOrEqual(began + 899_000);
      expect(expires).toBeLessThanOrEqual(Date.now() + 901_000);
    }
  };
  overProxies(
    () => net,
    () => check(CookieJar),
  );
  expectVulnerable('stores names and values only', () => check(VulnerableJar as unknown as Jars));
});

describeRow('CK-15', () => {
  const check = async (jars: Jars): Promise<void> => {
    const jar = new jars();
    jar.store('http://a.test/', ['x=1; Path=/']);
    for (const copy of reloads(jars, jar)) {
      expect([copy.cookieHeader('http://a.test/'), copy.cookieHeader('http://sub.a.test/')]).toEqual(['x=1', '']);
      // A second time, to show that nothing is lost on the way.
      for (const again of reloads(jars, copy)) expect(again.cookieHeader('http://sub.a.test/')).toBe('');
    }
  };
  overProxies(
    () => net,
    async (open) => {
      await check(CookieJar);
      const jar = new CookieJar();
      jar.store('http://a.test/', ['x=1; Path=/']);
      net.play({});
      const browser = open({ cookies: CookieJar.fromNetscape(jar.toNetscape()) });
      for (const host of ['a.test', 'sub.a.test']) await browser.get(`http://${host}/`);
      expect([net.got('cookie', 'a.test'), net.got('cookie', 'sub.a.test')]).toEqual([['x=1'], ['']]);
    },
  );
  expectVulnerable('writes every cookie as one of all subdomains', () => check(VulnerableJar as unknown as Jars));
});

describeRow('CK-16', () => {
  const check = (load: (json: string) => unknown): void => {
    const evil = [
      '[{"__proto__":{"polluted":1},"name":"x","value":"1","domain":"a.test"}]',
      '[{"name":"__proto__","value":"polluted","domain":"__proto__","path":"/__proto__"}]',
      '[{"constructor":{"prototype":{"polluted":1}},"name":"x","value":"1"}]',
      '{"__proto__":[{"polluted":1}]}',
      '[["__proto__","polluted"]]',
      '[{"name":"x","value":{"toString":"polluted"}}]',
      'cos\nsystem\n(S"id"\ntR.',
      '\x80\x04\x95polluted',
      'new Date(Object.prototype.polluted = 1)',
      '(Object.prototype.polluted = 1)',
    ];
    for (const text of evil) {
      try {
        load(text);
      } catch {
        // Refusing it is as good.
      }
      expect([text, ({} as { polluted?: unknown }).polluted, Object.keys(Object.prototype)]).toEqual([
        text,
        undefined,
        [],
      ]);
    }
  };
  overProxies(
    () => net,
    async (open) => {
      check((text) => CookieJar.fromJSON(text));
      check((text) => CookieJar.fromNetscape(text));
      const jar = CookieJar.fromJSON('[{"name":"__proto__","value":"1","domain":"a.test"}]');
      expect(Object.entries(jar.toRecord())).toEqual([['__proto__', '1']]);
      net.play({});
      await open({ cookies: jar }).get('http://a.test/');
      expect(net.got('cookie', 'a.test')).toEqual(['__proto__=1']);
    },
  );
  expectVulnerable('runs what it loads', () => {
    try {
      // biome-ignore lint/security/noGlobalEval: it is the flaw.
      check((text) => globalThis.eval(text));
    } finally {
      delete (Object.prototype as { polluted?: unknown }).polluted;
    }
  });
});

describeRow('CK-17', () => {
  const check = async (jars: Jars): Promise<void> => {
    const line = '.victim.test\tTRUE\t/\tFALSE\t0\tadmin\t1';
    const long = 'v'.repeat(5000);
    for (const value of [`x\n${line}`, `x\r${line}`, `x\r\n${line}`, `x\t${line}`, `${long}\n${line}`, long + line]) {
      const jar = new jars();
      for (const name of ['n', `n${value}`]) {
        try {
          jar.set(name, value, { domain: 'a.test' });
        } catch {
          // Refusing it is as good.
        }
      }
      jar.store('http://a.test/', [`s=${value}`, `${value}=s`, `p=1; Path=/${value}`]);
      for (const copy of reloads(jars, jar)) expect(copy.cookieHeader('http://victim.test/')).toBe('');
    }
  };
  overProxies(
    () => net,
    () => check(CookieJar),
  );
  expectVulnerable('writes values unchecked', () => check(VulnerableJar as unknown as Jars));
});

describeRow('CK-18', () => {
  overProxies(
    () => net,
    async (open) => {
      const folder = mkdtempSync(join(tmpdir(), 'req-cookies-'));
      const before = process.cwd();
      const names = ['none', 'null', 'undefined', 'false', 'cookies.txt', '.cookies', 'cookies', 'cookies.json', '-'];
      for (const name of names) writeFileSync(join(folder, name), 'a.test\tTRUE\t/\tFALSE\t0\tstray\t1\n');
      process.chdir(folder);
      try {
        net.play({});
        for (const cookies of [null, undefined, {}, new CookieJar(), CookieJar.fromNetscape('none')]) {
          await open({ cookies }).get('http://a.test/');
        }
        for (const name of names) {
          expect(() => CookieJar.from(name as never)).toThrow(TypeError);
          expect(CookieJar.fromNetscape(name).size).toBe(0);
          await expect(open().get('http://a.test/', { cookies: name as never })).rejects.toThrow(TypeError);
        }
        expect(net.got('cookie', 'a.test')).toEqual(['', '', '', '', '']);
      } finally {
        process.chdir(before);
        rmSync(folder, { recursive: true });
      }
    },
  );
});
