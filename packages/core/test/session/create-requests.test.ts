import { describe, expect, test } from '@jest/globals';
import { createRequests, Response, Session } from '../../src/index.ts';
import { playedTransport, REDIRECT } from '../played.ts';

const VERBS = ['get', 'options', 'head', 'post', 'put', 'patch', 'delete'] as const;

describe('functions without a session', () => {
  test('each send their method over the same transport', async () => {
    const { transport, sent } = playedTransport();
    const requests = createRequests({ transport, trustEnv: false });
    for (const verb of VERBS) expect(await requests[verb]('http://a.test/')).toBeInstanceOf(Response);
    await requests.request('patch', 'http://a.test/');
    expect(sent.map(({ method }) => method)).toEqual([...VERBS.map((verb) => verb.toUpperCase()), 'PATCH']);
  });

  test('work when they are destructured', async () => {
    const { transport, sent } = playedTransport();
    const { get, request } = createRequests({ transport, trustEnv: false });
    await get('http://a.test/', { params: { a: 1 } });
    await request('GET', 'http://a.test/');
    expect(sent.map(({ url }) => url)).toEqual(['http://a.test/?a=1', 'http://a.test/']);
  });

  test('keep cookies within the redirects of a call, not between calls', async () => {
    const { transport, sent } = playedTransport([
      { ...REDIRECT('/b'), headers: { Location: '/b', 'Set-Cookie': 'c=1' } },
    ]);
    const requests = createRequests({ transport, trustEnv: false });
    await requests.get('http://a.test/a');
    await requests.get('http://a.test/c');
    expect(sent.map(({ headers }) => headers['Cookie'])).toEqual([undefined, 'c=1', undefined]);
  });

  test('share defaults', async () => {
    const { transport, sent } = playedTransport();
    const requests = createRequests({
      transport,
      trustEnv: false,
      headers: { 'X-A': '1' },
      baseUrl: 'http://a.test/v1',
    });
    await requests.get('/x', { headers: { 'X-B': '2' } });
    expect(sent[0]?.line).toBe('GET http://a.test/v1/x {X-A: 1, X-B: 2}');
  });

  test('head does not follow redirects', async () => {
    const { transport } = playedTransport([REDIRECT('/b')]);
    expect((await createRequests({ transport, trustEnv: false }).head('http://a.test/')).statusCode).toBe(302);
  });

  test('need a transport', () => {
    expect(() => createRequests({} as never)).toThrow(/needs a transport/);
  });
});

describe('session()', () => {
  test('keeps cookies, over the same transport and with the same defaults', async () => {
    const { transport, sent } = playedTransport([{ headers: { 'Set-Cookie': 'c=1' } }]);
    const requests = createRequests({ transport, trustEnv: false, headers: { 'X-A': '1' } });
    const session = requests.session({ params: { p: 1 } });
    expect(session).toBeInstanceOf(Session);
    await session.get('http://a.test/');
    await session.get('http://a.test/');
    expect(sent[1]?.line).toBe('GET http://a.test/?p=1 {X-A: 1, Cookie: c=1}');
  });

  test('closed, leaves the shared transport open and closes those that were mounted on it', async () => {
    const shared = playedTransport();
    const own = playedTransport();
    const requests = createRequests({ transport: shared.transport, trustEnv: false });
    const session = requests.session();
    session.mount('http://b.test/', own.transport);
    await session.close();
    expect((await requests.get('http://a.test/')).statusCode).toBe(200);
    await expect(session.get('http://b.test/')).rejects.toThrow('The transport is closed.');
  });
});
