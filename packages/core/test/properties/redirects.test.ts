import { describe, expect, test } from '@jest/globals';
import { FunctionTransport, HTTPDigestAuth, type RequestOptions, Session } from '@req/core';
import fc from 'fast-check';

const ORIGINS = [
  'http://a.test',
  'https://a.test',
  'http://a.test:8080',
  'https://a.test:8443',
  'http://b.test',
  'https://b.test',
  'http://sub.a.test',
  'http://a.test.b.test',
];

const origin = fc.constantFrom(...ORIGINS);
const status = fc.constantFrom(301, 302, 303, 307, 308);

/** The ways in which a request gets credentials. */
const CREDENTIALS: Readonly<Record<string, RequestOptions>> = {
  header: { headers: { Authorization: 'Bearer secret' } },
  'header in another case': { headers: { aUTHORIZATION: 'Bearer secret' } },
  Basic: { auth: ['user', 'secret'] },
  Digest: { auth: new HTTPDigestAuth('user', 'secret') },
  'own cookies': { cookies: { id: 'secret' } },
  'a Cookie header': { headers: { Cookie: 'id=secret' } },
  'an API key': { headers: { 'X-Api-Key': 'secret' } },
  'a proxy password': { headers: { 'Proxy-Authorization': 'Basic secret' } },
};

const SECRET_HEADERS = ['authorization', 'cookie', 'x-api-key', 'proxy-authorization'];

/** http on port 80 may become https on port 443 of the same host. */
function sameHostUpgraded(from: string, to: string): boolean {
  return (
    from === to ||
    (from.startsWith('http://') && /^http:\/\/[^:]+$/.test(from) && to === from.replace('http:', 'https:'))
  );
}

describe('whatever the redirects, credentials stay with their origin', () => {
  test.each(Object.entries(CREDENTIALS))('given as %s', async (_how, options) => {
    await fc.assert(
      fc.asyncProperty(
        origin,
        fc.array(fc.tuple(status, origin, fc.boolean()), { maxLength: 6 }),
        async (first, hops) => {
          const seen: { readonly origin: string; readonly secrets: readonly string[] }[] = [];
          let hop = 0;
          const transport = new FunctionTransport((request) => {
            const at = new URL(request.url).origin;
            seen.push({ origin: at, secrets: SECRET_HEADERS.filter((name) => request.headers.has(name)) });
            const next = hops[hop++];
            if (next === undefined) return { body: 'end' };
            const [code, target, relative] = next;
            return { status: code, headers: { Location: relative ? `/${hop}` : `${target}/${hop}` } };
          });
          const session = new Session({ transport, trustEnv: false });
          await session.get(`${first}/`, options);
          let carrier: string | null = first;
          for (const [index, { origin: at, secrets }] of seen.entries()) {
            if (index > 0) expect(secrets).not.toContain('proxy-authorization');
            // Once off the first origin, nothing comes back, not even when a redirect leads there again.
            if (carrier !== null && !sameHostUpgraded(carrier, at)) carrier = null;
            else if (carrier !== null) carrier = at;
            if (carrier === null) {
              const strangers = secrets.filter((name) => name !== 'cookie');
              expect(strangers).toEqual([]);
            }
            // Cookies know hosts, not ports or schemes (RFC 6265 §8.5).
            if (secrets.includes('cookie')) expect(new URL(at).hostname).toBe(new URL(first).hostname);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a digest answers no challenge but those of its own origin', async () => {
    await fc.assert(
      fc.asyncProperty(origin, origin, async (first, second) => {
        fc.pre(!sameHostUpgraded(first, second));
        const answered: string[] = [];
        const transport = new FunctionTransport((request) => {
          const at = new URL(request.url).origin;
          if (request.headers.has('authorization')) answered.push(at);
          if (at === first && !request.headers.has('authorization')) {
            return { status: 302, headers: { Location: `${second}/` } };
          }
          return { status: 401, headers: { 'WWW-Authenticate': 'Digest realm="r", nonce="n", qop="auth"' } };
        });
        const session = new Session({ transport, trustEnv: false });
        expect((await session.get(`${first}/`, { auth: new HTTPDigestAuth('u', 'p') })).statusCode).toBe(401);
        expect(answered).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
