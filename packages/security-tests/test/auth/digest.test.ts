import { afterAll, beforeAll, expect } from '@jest/globals';
import { HTTPDigestAuth, InvalidHeader } from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { ask, headerOf } from '../cookies/support/ask.ts';
import { opener } from '../cookies/support/browser.ts';
import { type Answer, Internet } from '../cookies/support/internet.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { digestDraws, expectUnpredictable, mathRandomDraws } from './support/cnonces.ts';

let net: Internet;
beforeAll(async () => {
  net = await Internet.start();
});
afterAll(() => net.close());

const challenge = (realm = 'r'): Answer => ({
  status: 401,
  headers: [['WWW-Authenticate', `Digest realm="${realm}", nonce="n", qop="auth", opaque="o"`]],
});

// The header is made in core, before any transport is involved. digest.slow.test.ts draws the whole 100,000.
describeRow('AU-11', () => {
  overTransports(() => expectUnpredictable(digestDraws, 5_000), ['undici']);
  expectVulnerable('draws from Math.random', () => expectUnpredictable(mathRandomDraws, 5_000));
});

/** A list of parameters (RFC 9110 §11.4), each a token or one quoted string. */
const PARAMETER = String.raw`([!#$%&'*+.^_\x60|~0-9A-Za-z-]+)=(?:"((?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\.)*)"|[!#$%&'*+.^_\x60|~0-9A-Za-z-]+)`;
const LIST = new RegExp(`^Digest ${PARAMETER}(?:, ${PARAMETER})*$`);

function quotedParts(header: string): Record<string, string> {
  expect(header).toMatch(LIST);
  const parts: Record<string, string> = {};
  for (const [, name = '', text] of header.matchAll(new RegExp(PARAMETER, 'g'))) {
    if (text !== undefined) parts[name] = text.replace(/\\(.)/g, '$1');
  }
  return parts;
}

/** Answers a challenge of http://a.test/ as that user. */
type Login = (user: string) => Promise<unknown>;

describeRow('AU-12', () => {
  const check = async (login: Login): Promise<void> => {
    const realm = 'r\\"x\\\\y';
    for (const user of ['a"b\\c', 'a", uri="/evil', 'a\\', '"', 'plain']) {
      net.play({ 'http://a.test/': challenge(realm) });
      await login(user);
      const parts = quotedParts(net.got('authorization', 'a.test').at(-1) ?? '');
      expect([parts['username'], parts['realm'], parts['uri']]).toEqual([user, 'r"x\\y', '/']);
    }
    for (const user of ['a\r\nX-Evil: 1', 'a\nb', 'a\rb', 'a\0b']) {
      net.play({ 'http://a.test/': challenge() });
      await expect(login(user)).rejects.toThrow(InvalidHeader);
      expect(net.visits.flatMap(({ headers }) => headers)).not.toContain('X-Evil');
      expect(net.got('authorization', 'a.test').join('')).toBe('');
    }
  };
  overTransports(({ transport }) => {
    const open = opener(net, transport);
    return check((user) => open().get('http://a.test/', { auth: new HTTPDigestAuth(user, 'p') }));
  }, OWNS_SOCKETS);
  const vulnerableClient: Login = async (user) => {
    const head = await ask(net.proxy, 'http://a.test/', {});
    const [, realm = ''] = /realm="(.*?)", nonce/.exec(headerOf(head, 'www-authenticate') ?? '') ?? [];
    const Authorization = `Digest username="${user}", realm="${realm}", uri="/"`;
    await ask(net.proxy, 'http://a.test/', { Authorization });
  };
  expectVulnerable('quotes without escaping', () => check(vulnerableClient));
});
