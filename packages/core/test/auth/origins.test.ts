import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { HTTPDigestAuth } from '../../src/auth/digest.ts';
import { CookieJar } from '../../src/cookies/cookie-jar.ts';
import { Session } from '../../src/session/session.ts';
import { retry } from '../../src/transport/retry.ts';
import { HttpTransport } from '../transport/http-transport.ts';
import { later, type Reply, ScriptServer } from '../transport/script-server.ts';

/** Sessions over loopback: credentials for the first origin are not sent to others. */
const one = new ScriptServer();
const two = new ScriptServer();
beforeAll(() => Promise.all([one.start(), two.start()]));
afterAll(() => Promise.all([one.stop(), two.stop()]));
beforeEach(() => {
  one.play();
  two.play();
});

const CHALLENGE = 'Digest realm="r", nonce="n", qop="auth"';
const challenge: Reply = (response) => void response.writeHead(401, { 'WWW-Authenticate': CHALLENGE }).end();
const redirect =
  (location: string): Reply =>
  (response) =>
    void response.writeHead(302, { Location: location }).end();
/** The same port under another host name. */
const renamed = (server: ScriptServer): string => server.url.replace('127.0.0.1', 'localhost');

async function withSession<T>(use: (session: Session) => Promise<T>): Promise<T> {
  const session = new Session({ transport: new HttpTransport(), trustEnv: false });
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

describe('digest', () => {
  test('answers its own origin, keeps the 401 in the history, and reuses the nonce', async () => {
    await withSession(async (session) => {
      session.auth = new HTTPDigestAuth('u', 'p');
      one.play(challenge);
      const response = await session.get(one.url);
      expect([response.statusCode, response.history.map(({ statusCode }) => statusCode)]).toEqual([200, [401]]);
      await session.get(one.url);
      const counts = one.headers.map(({ authorization }) => /nc=(\d+)/.exec(authorization ?? '')?.[1] ?? '');
      expect(counts).toEqual(['', '00000001', '00000002']);
    });
  });

  test('does not answer a challenge of another origin after a redirect (GHSA-hpj7-wq8m-9hgp)', async () => {
    await withSession(async (session) => {
      one.play(redirect(two.url));
      two.play(challenge);
      const response = await session.get(one.url, { auth: new HTTPDigestAuth('u', 'p') });
      expect(response.statusCode).toBe(401);
      expect(two.headers.map(({ authorization }) => authorization)).toEqual([undefined]);
    });
  });
});

describe('cookies without a domain', () => {
  test('of a request are not sent to another host (CVE-2026-47265)', async () => {
    await withSession(async (session) => {
      one.play(redirect(renamed(two)));
      await session.get(one.url, { cookies: { own: '1' } });
      expect([one.headers[0]?.cookie, two.headers[0]?.cookie]).toEqual(['own=1', undefined]);
      expect(session.cookies.isEmpty).toBe(true);
    });
  });

  test('of a session are only ever sent to the first host (CVE-2022-23607)', async () => {
    await withSession(async (session) => {
      session.cookies = new CookieJar({ sid: '1' });
      one.play(redirect(renamed(two)));
      await session.get(one.url);
      await session.get(renamed(two));
      await session.get(two.url);
      expect(one.headers[0]?.cookie).toBe('sid=1');
      expect(two.headers.map(({ cookie }) => cookie)).toEqual([undefined, undefined, 'sid=1']);
      expect([...session.cookies][0]?.domain).toBe('127.0.0.1');
    });
  });

  test('set by a redirect are not sent to its target on another host (CVE-2015-2296)', async () => {
    await withSession(async (session) => {
      one.play((response) => void response.writeHead(302, { Location: renamed(two), 'Set-Cookie': 'c=1' }).end());
      await session.get(one.url);
      expect(two.headers[0]?.cookie).toBeUndefined();
      expect(session.cookies.get('c')).toBe('1');
    });
  });

  test('belong to the host of the URL, not to that of a Host header (CVE-2026-6276)', async () => {
    await withSession(async (session) => {
      one.play((response) => void response.writeHead(200, { 'Set-Cookie': 'c=1' }).end());
      await session.get(one.url, { headers: { Host: 'other.test' } });
      await session.get(one.url);
      expect(one.headers[1]?.cookie).toBe('c=1');
    });
  });
});

describe('retry() under a session', () => {
  test('redirects do not count, and hooks see only the last response', async () => {
    const session = new Session({
      transport: retry(new HttpTransport(), { total: 1, statusForcelist: [500] }),
      trustEnv: false,
    });
    one.play(500, redirect('/a'), 500, redirect('/b'), later(503, '0'));
    const seen: number[] = [];
    const response = await session.get(one.url, { hooks: { response: (r) => void seen.push(r.statusCode) } });
    expect([response.statusCode, one.seen.length, seen]).toEqual([200, 6, [302, 302, 200]]);
    await session.close();
  });
});
