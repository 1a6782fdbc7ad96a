import { expect } from '@jest/globals';
import { CookieJar } from '@req/core';
import { expectLinear } from '@req/test-support/cpu-time';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { VulnerableJar } from './support/vulnerable-jar.ts';

/** Reads one Set-Cookie line. */
type Read = (line: string) => unknown;

const jarReads: Read = (line) => new CookieJar().store('http://a.test/x', [line]);

/** Parsing is the same over every transport: one is enough. */
function once(check: () => Promise<void> | void): void {
  overTransports(check, ['undici']);
}

const KIB = 1024;

/** Each of the lines is parsed in linear time. */
async function quick(read: Read, lines: (size: number) => readonly string[], longest: number): Promise<void> {
  for (let at = 0; at < lines(8).length; at++) await expectLinear((size) => lines(size)[at] as string, read, longest);
}

describeRow('CK-34', () => {
  const lines = (size: number): string[] => [
    `x${' '.repeat(size)}=1`,
    `${' '.repeat(size)}`,
    `x${' '.repeat(size)}`,
    `x=${' '.repeat(size)}1`,
    `x=1;${' '.repeat(size)}Secure`,
    `x=1; Secure${' '.repeat(size)}`,
    `x=1; Domain=${' '.repeat(size)}a.test`,
    `x=1; Path${' '.repeat(size)}=/`,
  ];
  once(() => quick(jarReads, lines, 64 * KIB));
  expectVulnerable('parses with nested repetitions', () =>
    quick(
      (line) => /^(.*?)\s*=\s*(.*)$/.exec(line),
      (size) => [lines(size)[2] as string],
      20 * KIB,
    ),
  );
});

describeRow('CK-35', () => {
  const lines = (size: number): string[] => [
    `x=1${';'.repeat(size)}`,
    ';'.repeat(size),
    `x=1${' ;'.repeat(size / 2)}`,
    `x=1${';='.repeat(size / 2)}`,
    `x=1${';Secure'.repeat(size / 7)}`,
    `x=1${';secure='.repeat(size / 8)}!`,
  ];
  once(() => quick(jarReads, lines, 64 * KIB));
  expectVulnerable('parses with nested repetitions', () =>
    quick(
      (line) => /;+$/.exec(`${line}!`),
      (size) => [';'.repeat(size)],
      20 * KIB,
    ),
  );
});

describeRow('CK-36', () => {
  const dates = (size: number): string[] => [
    '1'.repeat(size),
    ' '.repeat(size),
    '1 '.repeat(size / 2),
    '0:'.repeat(size / 2),
    `Thu, ${'01-'.repeat(size / 3)}`,
    `${' '.repeat(size)}01 Jan 2030 00:00:00`,
    'Jan '.repeat(size / 4),
  ];
  const lines = (size: number): string[] => dates(size).map((date) => `x=1; Expires=${date}`);
  once(async () => {
    await quick(jarReads, lines, 64 * KIB);
    // Short enough to be parsed as a date.
    await quick(jarReads, lines, 1000);
  });
  expectVulnerable('reads dates loosely', () =>
    quick(
      (line) => /\d+\s*(?:\(\w+\))?\s*$/.exec(line),
      (size) => [`x=1; Expires=01${' '.repeat(size)}!`],
      20 * KIB,
    ),
  );
});

describeRow('CK-37', () => {
  const lines = (size: number): string[] => [
    `x="${'\\'.repeat(size)}"`,
    `x="${'\\"'.repeat(size / 2)}"`,
    `x="${'\\'.repeat(size)}`,
    `x="${'\\012'.repeat(size / 4)}"`,
  ];
  once(() => quick(jarReads, lines, 64 * KIB));
  expectVulnerable('copies the rest of the text at each backslash', () =>
    quick(
      (line) => {
        let text = [...line];
        for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\')) text = text.filter((_, i) => i !== at);
      },
      (size) => [`x="${'\\'.repeat(size)}"`],
      16 * KIB,
    ),
  );
});

/** When a cookie with this attribute expires, in milliseconds since 1970; `null` if it was not kept. */
type Expiry = (attribute: string) => number | null;

const jarExpiry: Expiry = (attribute) => {
  const jar = new CookieJar();
  jar.store('http://a.test/', [`x=1; ${attribute}`]);
  const [cookie] = [...jar];
  jar.cookieHeader('http://a.test/');
  // Writing it to a file must not fail either.
  JSON.stringify(jar);
  jar.toNetscape();
  return cookie === undefined ? null : (cookie.expires?.getTime() ?? Number.POSITIVE_INFINITY);
};

const vulnerableExpiry: Expiry = (attribute) => {
  const jar = new VulnerableJar();
  jar.store('http://a.test/', [`x=1; ${attribute}`]);
  const expires = jar.cookies[0]?.expires ?? 0;
  return expires === Number.POSITIVE_INFINITY ? expires : Date.parse(new Date(expires).toISOString());
};

const CENTURY = 100 * 365 * 86_400_000;

describeRow('CK-38', () => {
  const check = (expiry: Expiry): void => {
    for (const age of [
      '1000000000000000000000000000000',
      '9223372036854775808',
      `1${'0'.repeat(400)}`,
      '9007199254740993',
    ]) {
      expect([age, expiry(`Max-Age=${age}`)]).toEqual([age, expect.any(Number)]);
      expect(expiry(`Max-Age=${age}`)).toBeGreaterThan(Date.now() + CENTURY);
    }
    for (const age of ['-1000000000000000000000000000000', '-9223372036854775809', '-1', '0', `-1${'0'.repeat(400)}`]) {
      expect([age, expiry(`Max-Age=${age}`)]).toEqual([age, null]);
    }
    // Not numbers: the attribute is ignored.
    for (const age of ['1e30', 'Infinity', 'NaN', '0x10', '']) {
      expect([age, expiry(`Max-Age=${age}`)]).toEqual([age, Number.POSITIVE_INFINITY]);
    }
  };
  once(() => check(jarExpiry));
  expectVulnerable('accepts any number as a date', () => check(vulnerableExpiry));
});

describeRow('CK-39', () => {
  once(() => {
    for (const year of ['9999999', '99999', '275761', '0000000', '-1', '999999999999999999999']) {
      for (const date of [
        `Thu, 01 Jan ${year} 00:00:00 GMT`,
        `Thu, 01-Jan-${year} 00:00:00 GMT`,
        `01 Jan ${year} 99:99:99`,
      ]) {
        const expires = jarExpiry(`Expires=${date}`);
        expect([date, expires === null || expires > 0]).toEqual([date, true]);
      }
    }
    expect(jarExpiry('Expires=Fri, 31 Dec 9999 23:59:59 GMT')).toBe(Date.UTC(9999, 11, 31, 23, 59, 59));
  });
});

describeRow('CK-33', () => {
  const check = (jar: Pick<CookieJar, 'store' | 'set' | 'cookieHeader'>): void => {
    const words = ['__proto__', 'constructor', 'prototype', 'toString', 'constructor.prototype'];
    const before = Reflect.ownKeys(Object.prototype).length;
    for (const domain of words) {
      for (const name of ['polluted', ...words]) {
        jar.store(`http://${domain}/`, [`${name}=1; Domain=${domain}; Path=/${name}`, `${name}=1; Path=/__proto__`]);
        jar.set(name, '1', { domain, path: `/${domain}` });
      }
    }
    expect(jar.cookieHeader('http://__proto__/polluted')).toContain('polluted=1');
    expect([Reflect.ownKeys(Object.prototype).length, ({} as { polluted?: unknown }).polluted]).toEqual([
      before,
      undefined,
    ]);
    expect(typeof {}.toString).toBe('function');
  };
  once(() => check(new CookieJar()));
  expectVulnerable('keeps an index in a plain object', () => {
    const original = Object.prototype.toString;
    try {
      check(new VulnerableJar() as unknown as CookieJar);
    } finally {
      delete (Object.prototype as { polluted?: unknown }).polluted;
      for (const name of ['__proto__', 'prototype']) delete (Object.prototype as Record<string, unknown>)[name];
      Object.defineProperty(Object.prototype, 'toString', {
        value: original,
        writable: true,
        configurable: true,
        enumerable: false,
      });
    }
  });
});
