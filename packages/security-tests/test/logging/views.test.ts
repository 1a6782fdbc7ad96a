import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as core from '@req/core';
import {
  CookieJar,
  createRequests,
  FunctionTransport,
  HeaderMap,
  HTTPBasicAuth,
  HTTPBearerAuth,
  HTTPDigestAuth,
  HTTPProxyAuth,
  Request,
  Response,
  retry,
  Session,
  type SessionOptions,
  type Transport,
} from '@req/core';
import { TRANSPORTS } from '@req/test-support/transports';
import { AxiosTransport } from '@req/transport-axios';
import axios from 'axios';
import { chainOf, everyView, expectSafe, SECRET } from './support/views.ts';

const URL_WITH_SECRETS = `http://user:${SECRET}@a.test/?access_token=${SECRET}&q=1#id_token=${SECRET}`;
const HEADERS = {
  Authorization: `Bearer ${SECRET}`,
  'Proxy-Authorization': SECRET,
  Cookie: `c=${SECRET}`,
  'X-Api-Key': SECRET,
  'X-Auth-Token': SECRET,
  'X-CSRF-Token': SECRET,
  'X-Amz-Security-Token': SECRET,
  'Private-Token': SECRET,
  'X-Password': SECRET,
  Referer: URL_WITH_SECRETS,
};

const secretive = (transport: Transport = new FunctionTransport(() => ({ status: 503 }))): SessionOptions => ({
  transport,
  headers: HEADERS,
  auth: ['user', SECRET],
  cookies: { id: SECRET },
  params: { token: SECRET },
  proxies: { http: `http://pu:${SECRET}@proxy.test:1` },
  cert: { cert: '/c.pem', key: '/k.pem', passphrase: SECRET },
  baseUrl: URL_WITH_SECRETS,
  trustEnv: false,
});

const response = new Response({
  statusCode: 401,
  url: URL_WITH_SECRETS,
  headers: new HeaderMap([
    ['Set-Cookie', `a=${SECRET}`],
    ['Location', URL_WITH_SECRETS],
  ]),
  body: SECRET,
});

const classes = Object.entries(core).filter(
  ([, value]) => typeof value === 'function' && value.prototype instanceof Error,
) as [string, new (...args: unknown[]) => Error][];

describe('an error that holds its request, its response and a cause shows none of their secrets', () => {
  test('every exported class is tried', () => expect(classes.length).toBeGreaterThan(25));

  test.each(classes)('%s', async (name, kind) => {
    const request = await new Request('POST', URL_WITH_SECRETS, { headers: HEADERS, data: SECRET }).prepare();
    const cause = new core.ConnectionError('a.test: refused', { request, response, cause: new Error('inner') });
    const details = { request, response, cause };
    const error = name === 'UnsupportedByTransport' ? new kind('t', 'proxy', details) : new kind('failed', details);
    for (const each of chainOf(error)) expectSafe(name, everyView(each));
    // How it is printed in practice: among other values, as a cause, in a list.
    expectSafe(name, everyView(new AggregateError([error], 'several')));
    expectSafe(name, everyView(new Error('outer', { cause: error })));
    if (error instanceof core.RequestException) expect(error.request?.url).toContain(SECRET);
  });

  test('those that a policy of retries lists', async () => {
    const session = new Session(
      secretive(retry(secretive().transport, { total: 2, statusForcelist: [503], backoffFactor: 0 })),
    );
    session.cert = null;
    const error = await session.get(URL_WITH_SECRETS, { proxies: {} }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(core.RetryError);
    for (const each of chainOf(error)) expectSafe('retry', everyView(each));
  });
});

describe('whatever is printed shows no secret', () => {
  const transports = Object.entries(TRANSPORTS).map(([name, make]) => [name, make()] as const);
  afterAll(async () => {
    for (const [, transport] of transports) await transport.close();
  });

  test.each(transports)('a session and its transport: %s', (name, transport) => {
    const session = new Session(secretive(transport));
    expectSafe(name, everyView(session));
    expectSafe(name, everyView(transport));
    expectSafe(name, everyView(session.asFetch()));
    expectSafe(name, everyView(createRequests(secretive(transport))));
    expectSafe(name, everyView(retry(transport, { total: 1 })));
  });

  test('an axios instance that was handed in with its credentials', async () => {
    const instance = axios.create({ headers: HEADERS, auth: { username: 'user', password: SECRET } });
    const transport = new AxiosTransport(instance as never);
    expectSafe('axios', everyView(transport));
    expectSafe('axios', everyView(new Session({ transport })));
    await transport.close();
  });

  test('a request, prepared or not', async () => {
    const request = new Request('POST', URL_WITH_SECRETS, {
      headers: HEADERS,
      auth: ['user', SECRET],
      json: { SECRET },
    });
    expectSafe('Request', everyView(request));
    expect(JSON.parse(JSON.stringify(request))).toEqual({
      method: 'POST',
      url: 'http://***@a.test/?access_token=***&q=1#id_token=***',
    });
    const prepared = await new Session(secretive()).prepareRequest(request);
    expectSafe('PreparedRequest', everyView(prepared));
    expect(prepared.toJSON().headers).toMatchObject({
      Authorization: '***',
      Cookie: '***',
      'Content-Type': 'application/json',
    });
    expect(prepared.headers.get('X-Api-Key')).toBe(SECRET);
  });

  test('a response and its headers', () => {
    expectSafe('Response', everyView(response));
    expectSafe('headers', inspect(response.headers, { showHidden: true }));
    expectSafe('headers', inspect(new HeaderMap(HEADERS)));
    expect(response.toJSON()).toMatchObject({ headers: { 'Set-Cookie': '***' } });
  });

  test.each([
    new HTTPBasicAuth('user', SECRET),
    new HTTPDigestAuth('user', SECRET),
    new HTTPProxyAuth('user', SECRET),
    new HTTPBearerAuth(SECRET),
    new HTTPBearerAuth(() => SECRET),
  ])('credentials', (auth) => expectSafe(auth.constructor.name, everyView(auth)));

  test('a cookie jar; but its JSON is for keeping it, and has all', () => {
    const jar = CookieJar.from({ id: SECRET });
    jar.set('other', SECRET, { domain: 'a.test' });
    expectSafe('CookieJar', [inspect(jar, { depth: 10, showHidden: true }), String(jar)].join('\n'));
    expect(JSON.stringify(jar)).toContain(SECRET);
  });
});
