import { describe, expect, test } from '@jest/globals';
import { CookieJar, InvalidHeader, InvalidURL, Request } from '../../src/index.ts';
import { socketHost } from '../../src/transport/index.ts';
import { failure, played, REDIRECT } from '../played.ts';

const long = 'a'.repeat(64);
/** 254 characters, in labels of valid length. */
const whole = `${'a'.repeat(63)}.`.repeat(3) + 'a'.repeat(62);
const TOO_LONG: readonly (readonly [string, string])[] = [
  ['a label of 64', `${long}.test`],
  ['the last label of 64', `a.${long}`],
  ['a label of 64 before a dot', `a.${long}.`],
  ['a label that punycode makes longer than 63', `${'ä'.repeat(60)}.test`],
  ['a label that is encoded already', `xn--${'4'.repeat(60)}.test`],
  ['254 in all', whole],
  ['254 in all after punycode', `${'ä'.repeat(25)}.`.repeat(8)],
  ['255 with a dot', `${whole}.`],
];

describe.each(TOO_LONG)('a host with %s throws InvalidURL', (_what, host) => {
  test('prepared or sent, over http and https, with user, port and path', async () => {
    for (const url of [`http://${host}/`, `https://u:p@${host}:81/x?y#z`, `http://${host.toUpperCase()}`]) {
      expect(await failure(new Request('GET', url).prepare())).toBeInstanceOf(InvalidURL);
      const { session, sent } = played();
      const error = await failure(session.get(url));
      expect(error).toBeInstanceOf(InvalidURL);
      expect(error.message).not.toContain('u:p');
      expect(error.message.length).toBeLessThan(500);
      expect(sent).toEqual([]);
    }
  });

  test('in a redirect', async () => {
    const { session, sent } = played([REDIRECT(`http://${Buffer.from(host).toString('latin1')}/`)]);
    expect(await failure(session.get('http://a.test/'))).toBeInstanceOf(InvalidURL);
    expect(sent).toHaveLength(1);
  });

  test('as a proxy, as baseUrl, and assigned to a prepared request', async () => {
    const { session, sent } = played();
    const proxies = { http: `http://${host}:3128` };
    expect(await failure(session.get('http://a.test/', { proxies }))).toBeInstanceOf(InvalidURL);
    const prepared = await new Request('GET', 'http://a.test/').prepare();
    prepared.url = `http://${host}/`;
    expect(await failure(session.send(prepared))).toBeInstanceOf(InvalidURL);
    session.baseUrl = `http://${host}/`;
    expect(await failure(session.get('x'))).toBeInstanceOf(InvalidURL);
    expect(sent).toEqual([]);
  });

  test('and cannot be the domain of a cookie', () => {
    expect(() => new CookieJar().set('a', 'b', { domain: host })).toThrow(InvalidHeader);
  });
});

describe('a host of the maximum length', () => {
  test.each([`${'a'.repeat(63)}.test`, whole.slice(1), `${whole.slice(1)}.`, `${'ä'.repeat(50)}.test`])(
    '%s',
    async (host) => {
      const { session, sent } = played();
      await session.get(`http://${host}/`);
      expect(sent).toHaveLength(1);
      expect(new CookieJar().set('a', 'b', { domain: host }).size).toBe(1);
    },
  );
});

describe('an empty label is kept in a prepared URL, as in Requests, and never sent', () => {
  test.each(['a..test', 'a.test..', 'ä..test', 'a...b'])('%s', async (host) => {
    const url = (await new Request('GET', `http://${host}/`).prepare()).url;
    expect(url).toContain('..');
    const { session, sent } = played([REDIRECT(`http://${host.replace('ä', 'a')}/`)]);
    for (const each of [`http://${host}/`, `https://u:secret@${host}:81/x`]) {
      const error = await failure(session.get(each));
      expect(error).toBeInstanceOf(InvalidURL);
      expect(error.message).not.toContain('secret');
    }
    expect(await failure(session.get('http://a.test/', { proxies: { http: `http://${host}` } }))).toBeInstanceOf(
      InvalidURL,
    );
    expect(sent).toEqual([]);
    expect(await failure(session.get('http://a.test/'))).toBeInstanceOf(InvalidURL);
    expect(sent).toHaveLength(1);
    expect(() => new CookieJar().set('a', 'b', { domain: host.replace(/\.+$/, '..b') })).toThrow(InvalidHeader);
  });
});

test.each([
  ['a.test', 'a.test'],
  ['127.0.0.1', '127.0.0.1'],
  ['[::1]', '::1'],
  ['[fe80::1%25eth0]', 'fe80::1%eth0'],
  ['[fe80::1%25eth0.100%401]', 'fe80::1%eth0.100@1'],
  ['[fe80::1%2525]', 'fe80::1%25'],
  ['[fe80::1%25a%00%0A%7F%FF]', 'fe80::1%a%00%0A%7F%FF'],
])('%s is %s for a socket', (host, expected) => {
  expect(socketHost(host)).toBe(expected);
});
