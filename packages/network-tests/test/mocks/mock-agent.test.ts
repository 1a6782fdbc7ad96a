import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AbortError, ConnectionError, ReadTimeout, Session } from '@req/core';
import { FetchTransport } from '@req/transport-fetch';
import { UndiciTransport } from '@req/transport-undici';
import { fetch, MockAgent } from 'undici';

/** Matchers of bodies are given the body as undici receives it: bytes, from fetch. */
const isExpected = (body: unknown): boolean => Buffer.from(body as Uint8Array).toString() === '{"a":1}';

let agent: MockAgent;
let session: Session;

beforeEach(() => {
  agent = new MockAgent();
  agent.disableNetConnect();
});
afterEach(async () => {
  await session.close();
  await agent.close();
});

describe.each([
  ['UndiciTransport', () => new UndiciTransport({ dispatcher: agent })],
  [
    "a FetchTransport over undici's fetch",
    () => new FetchTransport((url, init) => fetch(url, { ...(init as object), dispatcher: agent }) as never),
  ],
] as const)("undici's MockAgent under %s", (_name, create) => {
  beforeEach(() => {
    session = new Session({ transport: create(), trustEnv: false });
  });

  test('supports redirects, cookies and bodies', async () => {
    const pool = agent.get('http://a.test');
    pool.intercept({ path: '/from' }).reply(302, '', { headers: { Location: '/to', 'Set-Cookie': 'a=1' } });
    pool.intercept({ path: '/to', headers: { cookie: 'a=1' } }).reply(200, 'there');
    pool.intercept({ path: '/p', method: 'POST', body: isExpected }).reply(201, { ok: 1 });
    expect((await session.get('http://a.test/from')).text).toBe('there');
    expect((await session.post('http://a.test/p', { json: { a: 1 } })).json()).toEqual({ ok: 1 });
    agent.assertNoPendingInterceptors();
  });

  test('rejects unknown requests, and requests that are to fail', async () => {
    agent.get('http://a.test').intercept({ path: '/e' }).replyWithError(new Error('boom'));
    await expect(session.get('http://a.test/e')).rejects.toBeInstanceOf(ConnectionError);
    await expect(session.get('http://b.test/')).rejects.toBeInstanceOf(Error);
  });

  test('respects timeouts and signals', async () => {
    const pool = agent.get('http://a.test');
    pool.intercept({ path: '/d' }).reply(200, 'late').delay(60_000).times(2);
    await expect(session.get('http://a.test/d', { timeout: 50 })).rejects.toBeInstanceOf(ReadTimeout);
    const controller = new AbortController();
    const pending = session.get('http://a.test/d', { signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(pending).rejects.toBeInstanceOf(AbortError);
  });
});

test('UndiciTransport passes text bodies as text to matchers', async () => {
  session = new Session({ transport: new UndiciTransport({ dispatcher: agent }), trustEnv: false });
  agent
    .get('http://a.test')
    .intercept({ path: '/p', method: 'POST', body: /^\{"a":1\}$/ })
    .reply(201);
  expect((await session.post('http://a.test/p', { json: { a: 1 } })).statusCode).toBe(201);
});
