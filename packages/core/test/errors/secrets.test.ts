import { format, inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import {
  ConnectionError,
  CookieJar,
  HTTPBasicAuth,
  HTTPBearerAuth,
  HTTPDigestAuth,
  HTTPProxyAuth,
  type PreparedRequest,
  Request,
  Response,
  type Session,
} from '../../src/index.ts';
import { failure, played, REDIRECT, type Reply } from '../played.ts';

const SECRET = 'hunter2';
/** `hunter2` in a Basic header: user:hunter2 and hunter2:hunter2 in base64. */
const HIDDEN = [SECRET, Buffer.from(`user:${SECRET}`).toString('base64')];

function expectSafe(shown: string): void {
  for (const secret of HIDDEN) expect(shown).not.toContain(secret);
}

/** The ways to print a value: console.log, a template, JSON, a deep inspection. */
function everyView(value: unknown): string {
  return [
    format('%s %o %j', value, value, value),
    inspect(value, { depth: 10, showHidden: true }),
    String(value),
    value instanceof Error ? `${value.stack} ${value.message}` : '',
  ].join('\n');
}

function secretive(replies: Reply[] = []): Session {
  const { session } = played(replies, {
    headers: { Authorization: `Bearer ${SECRET}`, 'X-Api-Key': SECRET, Cookie: `c=${SECRET}` },
    auth: ['user', SECRET],
    cookies: { id: SECRET },
    proxies: { http: `http://user:${SECRET}@p.test:1` },
    params: { token: SECRET },
  });
  return session;
}

const URL_WITH_SECRETS = `http://user:${SECRET}@a.test/p?access_token=${SECRET}&q=1`;

describe('no way of printing shows a secret', () => {
  test('a session', () => {
    const session = secretive();
    expect(inspect(session)).toBe('<Session [function]>');
    expectSafe(inspect(session, { depth: 10 }));
  });

  test('a request', () => {
    const request = new Request('GET', URL_WITH_SECRETS, { auth: ['user', SECRET], headers: { Cookie: SECRET } });
    expect(inspect(request)).toBe('<Request [GET]>');
    expectSafe(inspect({ deep: [request] }, { depth: 10 }));
  });

  test('a prepared request', async () => {
    const prepared = await secretive().prepareRequest(new Request('POST', URL_WITH_SECRETS, { data: SECRET }));
    expect(inspect(prepared)).toBe('<PreparedRequest [POST]>');
    expectSafe(inspect({ deep: [prepared] }, { depth: 10 }));
  });

  test('a response', async () => {
    const r = await secretive([{ headers: { 'Set-Cookie': `id=${SECRET}` }, body: SECRET }]).get(URL_WITH_SECRETS);
    expect(inspect(r)).toBe('<Response [200]>');
    expectSafe(inspect({ deep: [r] }, { depth: 10 }));
  });

  test('headers show their names', async () => {
    const { session } = played();
    session.headers = { Accept: '*/*', Authorization: SECRET, Cookie: SECRET, 'X-Api-Key': SECRET };
    const shown = inspect(session.headers);
    expect(shown).toContain("Authorization: '***'");
    expectSafe(shown);
  });

  test.each<[string, object]>([
    ['basic', new HTTPBasicAuth('user', SECRET)],
    ['bearer', new HTTPBearerAuth(SECRET)],
    ['digest', new HTTPDigestAuth('user', SECRET)],
    ['proxy', new HTTPProxyAuth('user', SECRET)],
  ])('credentials: %s', (_kind, auth) => expectSafe(everyView(auth)));

  test('a cookie jar', () => expectSafe(inspect(CookieJar.from({ id: SECRET }), { depth: 10 })));
});

describe('errors and their causes show no secrets', () => {
  const broken = (): Error => new ConnectionError('a.test: refused', { cause: new Error('ECONNREFUSED') });

  test.each<[string, () => Promise<unknown>]>([
    ['no scheme', () => secretive().get(`//user:${SECRET}@a.test/?token=${SECRET}`)],
    ['another scheme', () => secretive().get(`ftp://user:${SECRET}@a.test/?token=${SECRET}`)],
    ['no host', () => secretive().get(`http://user:${SECRET}@/?token=${SECRET}`)],
    ['a bad port', () => secretive().get(`http://user:${SECRET}@a.test:x/`)],
    ['a bad host', () => secretive().get(`http://user:${SECRET}@a b.test/`)],
    ['a password with a space in a bad URL', () => secretive().get(`http://user:${SECRET} x@[::1/`)],
    ['a bad header', () => secretive().get('http://a.test/', { headers: { Authorization: `${SECRET}\n` } })],
    ['a bad cookie header', () => secretive().get('http://a.test/', { headers: { Cookie: `${SECRET}日` } })],
    ['a bad user', () => secretive().get('http://a.test/', { auth: [`us:er`, SECRET] })],
    ['a bad proxy', () => secretive().get('http://a.test/', { proxies: { http: `ftp://user:${SECRET}@p.test` } })],
    [
      'a proxy without a host',
      () => secretive().get('http://a.test/', { proxies: { http: `http://user:${SECRET}@` } }),
    ],
    ['bad JSON', () => secretive().post('http://a.test/', { json: { [SECRET]: 1n } })],
    ['a broken connection', () => secretive([broken()]).get(URL_WITH_SECRETS)],
    [
      'a redirect to nowhere',
      () => secretive([REDIRECT(`http://user:${SECRET}@[::1/?token=${SECRET}`)]).get('http://a.test/'),
    ],
    ['a redirect to another scheme', () => secretive([REDIRECT(`ftp://user:${SECRET}@x/`)]).get('http://a.test/')],
    [
      'an error status',
      () =>
        secretive([{ status: 404 }])
          .get(URL_WITH_SECRETS)
          .then((r) => r.raiseForStatus()),
    ],
    [
      'a body that is no JSON',
      () =>
        secretive([{ body: `{"token": ${SECRET}` }])
          .get('http://a.test/')
          .then((r) => r.json()),
    ],
    ['a certificate that is not there', () => secretive().get('http://a.test/', { cert: '/nope' })],
  ])('%s', async (_what, call) => {
    const error = await failure(call());
    expectSafe(everyView(error));
    for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) expectSafe(everyView(cause));
  });

  test('although they have their request and response', async () => {
    const error = await failure<ConnectionError>(secretive([broken()]).get(URL_WITH_SECRETS));
    expect((error.request as PreparedRequest).url).toContain(SECRET);
    expect(error.message).toBe('a.test: refused');
    const r = new Response({ statusCode: 500, url: URL_WITH_SECRETS });
    expect(r.url).toContain(SECRET);
  });
});
