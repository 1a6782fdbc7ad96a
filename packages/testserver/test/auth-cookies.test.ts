import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startHttpbin } from '../src/index.ts';
import { type Answer, fetchFrom } from './loopback-client.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startHttpbin();
});
afterAll(() => server.close());

function basic(text: string, coding: BufferEncoding = 'utf8'): { Authorization: string } {
  return { Authorization: `Basic ${Buffer.from(text, coding).toString('base64')}` };
}

describe('basic and bearer', () => {
  test.each([
    ['/basic-auth/u/p', basic('u:p'), 200],
    ['/basic-auth/u/p', basic('u:x'), 401],
    ['/basic-auth/u/p', {}, 401],
    ['/basic-auth/u/p', { Authorization: 'Bearer u:p' }, 401],
    ['/basic-auth/%C3%BC/p:q', basic('ü:p:q'), 200],
    ['/basic-auth/%C3%BC/p', basic('ü:p', 'latin1'), 200],
    ['/hidden-basic-auth/u/p', basic('u:p'), 200],
    ['/hidden-basic-auth/u/p', {}, 404],
    ['/bearer', { Authorization: 'Bearer t' }, 200],
    ['/bearer', basic('u:p'), 401],
    ['/bearer', {}, 401],
  ])('%s with %j is %i', async (path, headers, status) => {
    expect((await fetchFrom(server.origin + path, { headers })).status).toBe(status);
  });

  test('name the user, or the authentication scheme', async () => {
    const inside = await fetchFrom(`${server.origin}/basic-auth/u/p`, { headers: basic('u:p') });
    expect(inside.json).toEqual({ authenticated: true, user: 'u' });
    const outside = await fetchFrom(`${server.origin}/basic-auth/u/p`);
    expect(outside.headers['www-authenticate']).toBe('Basic realm="Fake Realm"');
    const bearer = await fetchFrom(`${server.origin}/bearer`, { headers: { Authorization: 'Bearer t' } });
    expect(bearer.json).toEqual({ authenticated: true, token: 't' });
    expect((await fetchFrom(`${server.origin}/bearer`)).headers['www-authenticate']).toBe('Bearer');
  });
});

const HASHES: Record<string, string> = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512': 'sha512' };

/** The Authorization header for a challenge, an independent implementation of RFC 7616 §3.4. */
function answerTo(
  challenge: Answer,
  path: string,
  wrong: { password?: string; qop?: string; body?: string } = {},
): string {
  const header = challenge.headers['www-authenticate'] ?? '';
  const field = (name: string): string => new RegExp(`${name}="?([^",]*)"?`).exec(header)?.[1] ?? '';
  const hash = (text: string): string =>
    createHash(HASHES[field('algorithm')] ?? '')
      .update(text)
      .digest('hex');
  const qop = wrong.qop ?? field('qop');
  const a2 = qop === 'auth-int' ? `GET:${path}:${hash(wrong.body ?? '')}` : `GET:${path}`;
  const secret = hash(`u:${field('realm')}:${wrong.password ?? 'p'}`);
  const response = hash(`${secret}:${field('nonce')}:00000001:c,n:${qop}:${hash(a2)}`);
  return (
    `Digest username="u", realm="${field('realm')}", nonce="${field('nonce')}", uri="${path}", ` +
    `response="${response}", opaque="${field('opaque')}", algorithm=${field('algorithm')}, qop=${qop}, nc=00000001, cnonce="c,n"`
  );
}

describe('digest', () => {
  test.each(['MD5', 'SHA-256', 'SHA-512'].flatMap((a) => [['auth', a] as const, ['auth-int', a] as const]))(
    '%s with %s lets the right password in and the wrong one not',
    async (qop, algorithm) => {
      const path = `/digest-auth/${qop}/u/p/${algorithm}?q=1`;
      const challenge = await fetchFrom(server.origin + path);
      expect(challenge.status).toBe(401);
      expect(challenge.headers['www-authenticate']).toMatch(
        new RegExp(
          `^Digest realm="[^"]+", nonce="\\w+", qop="${qop}", opaque="\\w+", algorithm=${algorithm}, stale=FALSE$`,
        ),
      );
      const right = await fetchFrom(server.origin + path, { headers: { Authorization: answerTo(challenge, path) } });
      expect([right.status, right.json]).toEqual([200, { authenticated: true, user: 'u' }]);
      const wrong = answerTo(challenge, path, { password: 'x' });
      expect((await fetchFrom(server.origin + path, { headers: { Authorization: wrong } })).status).toBe(401);
    },
  );

  test('offers both qops for an unknown one, and MD5 for an unknown algorithm', async () => {
    const { headers } = await fetchFrom(`${server.origin}/digest-auth/none/u/p/CRC`);
    expect(headers['www-authenticate']).toMatch(/qop="auth, auth-int".*algorithm=MD5/);
  });

  test('includes the body in the response for auth-int', async () => {
    const path = '/digest-auth/auth-int/u/p';
    const challenge = await fetchFrom(server.origin + path);
    const headers = { Authorization: answerTo(challenge, path, { body: 'other' }) };
    expect((await fetchFrom(server.origin + path, { headers })).status).toBe(401);
  });

  test('rejects a nonce as stale after the given number of requests', async () => {
    const path = '/digest-auth/auth/u/p/MD5/1';
    const challenge = await fetchFrom(server.origin + path);
    expect(challenge.headers['set-cookie']).toEqual(['stale_after=1; Path=/', 'fake=fake_value; Path=/']);
    const authorization = answerTo(challenge, path);
    const first = await fetchFrom(server.origin + path, {
      headers: { Authorization: authorization, Cookie: 'stale_after=1' },
    });
    expect([first.status, first.headers['set-cookie']]).toEqual([
      200,
      expect.arrayContaining(['stale_after=0; Path=/']),
    ]);
    const second = await fetchFrom(server.origin + path, {
      headers: { Authorization: authorization, Cookie: 'stale_after=0' },
    });
    expect([second.status, second.headers['www-authenticate']]).toEqual([401, expect.stringContaining('stale=TRUE')]);
  });

  test('requires the cookie of the challenge with require-cookie', async () => {
    const path = '/digest-auth/auth/u/p?require-cookie=1';
    const authorization = answerTo(await fetchFrom(server.origin + path), path);
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await fetchFrom(server.origin + path, { headers: { Authorization: authorization, ...headers } })).status;
    expect(await status({})).toBe(401);
    expect(await status({ Cookie: 'fake=x' })).toBe(403);
    expect(await status({ Cookie: 'fake=fake_value' })).toBe(200);
  });
});

describe('cookies', () => {
  test.each([
    ['/cookies/set?k=v&l=w', ['k=v; Path=/', 'l=w; Path=/']],
    ['/cookies/set/k/v', ['k=v; Path=/']],
    ['/cookies/set?k=a%3B%22%C3%A9', ['k="a\\073\\"\\303\\251"; Path=/']],
    ['/cookies/delete?k=', ['k=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/']],
  ])('%s', async (path, cookies) => {
    const answer = await fetchFrom(server.origin + path);
    expect([answer.status, answer.headers.location, answer.headers['set-cookie']]).toEqual([302, '/cookies', cookies]);
  });

  test('/cookies lists the cookies of the request', async () => {
    const headers = { Cookie: 'a=1; b="x\\073y"; a=2; c' };
    expect((await fetchFrom(`${server.origin}/cookies`, { headers })).json).toEqual({
      cookies: { a: '1', b: 'x;y', c: '' },
    });
    expect((await fetchFrom(`${server.origin}/cookies`)).json).toEqual({ cookies: {} });
  });
});
