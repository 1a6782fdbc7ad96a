import { describe, expect, test } from '@jest/globals';
import { InvalidURL, Request } from '@req/core';
import { expectLinear } from '@req/test-support/cpu-time';

const prepared = async (url: string): Promise<string> => (await new Request('GET', url).prepare()).url;

describe('an international name that is longer than any valid one', () => {
  const named = (length: number): string =>
    Array.from({ length }, (_, i) => String.fromCodePoint(0x4e00 + (i % 20_000))).join('');
  test('is refused', async () => {
    await expect(prepared(`http://${named(30_000)}/`)).rejects.toThrow(InvalidURL);
  });
  test('without going through IDNA, which takes quadratic time', () =>
    expectLinear(
      (size) => `http://${named(size)}/`,
      (url) => prepared(url).catch(() => {}),
      30_000,
    ));
  test('of up to a thousand characters is converted first', async () => {
    expect(await prepared(`http://${'\u00e4'.repeat(50)}.test/`)).toMatch(/^http:\/\/xn--/);
  });
});

describe('the escapes of one component', () => {
  test.each([
    ['%c3%a4', '%C3%A4'],
    ['%c3%a4\u00e4[', '%C3%A4%C3%A4%5B'],
    ['%c3%zz', '%25c3%25zz'],
    ['%c3 %', '%25C3%20%25'],
    ['a%', 'a%25'],
    ['%%41', '%25%2541'],
    ['\ud83d%41', '%EF%BF%BDA'],
    ['😀%7e', '%F0%9F%98%80~'],
  ])('%s becomes %s', async (written, sent) => {
    const path = (await prepared(`http://a.test/${written}`)).slice('http://a.test/'.length);
    expect(path.toLowerCase()).toBe(sent.toLowerCase());
  });
});
