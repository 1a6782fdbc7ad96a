import { describe, expect, test } from '@jest/globals';
import {
  type Auth,
  type AuthFlow,
  type AuthFlowGenerator,
  chainAuth,
  HTTPBearerAuth,
  HTTPDigestAuth,
  HTTPProxyAuth,
  type PreparedRequest,
  Request,
  TooManyRedirects,
  UnrewindableBodyError,
} from '../../src/index.ts';
import { failure, pieces, played, REDIRECT } from '../played.ts';

/** Requests a ticket first, then sends the request with it. */
const ticket: AuthFlow = {
  *authFlow(request: PreparedRequest): AuthFlowGenerator {
    const asking = request.copy();
    asking.method = 'GET';
    asking.url = 'http://login.test/ticket';
    asking.body = null;
    asking.headers.delete('Content-Length');
    const response = yield asking;
    request.headers.set('Authorization', `Ticket ${response.text}`);
    yield request;
  },
};

/** Sends the request again as long as it is refused. */
const stubborn = (rounds: { ended: boolean }): AuthFlow => ({
  async *authFlow(request: PreparedRequest): AuthFlowGenerator {
    try {
      let response = yield request;
      while (response.statusCode === 401) response = yield request;
    } finally {
      rounds.ended = true;
    }
  },
});

describe('an auth flow yields requests and receives responses', () => {
  test('the last response is the result, those before it are its history', async () => {
    const { session, lines } = played([{ body: 'T1' }, { body: 'done' }]);
    const r = await session.post('http://a.test/', { data: 'x', auth: ticket });
    expect(lines()).toEqual([
      'GET http://login.test/ticket',
      "POST http://a.test/ {Content-Length: 1, Authorization: Ticket T1} 'x'",
    ]);
    expect([r.text, r.history.map((h) => h.url)]).toEqual(['done', ['http://login.test/ticket']]);
  });

  test('may be asynchronous and have any number of rounds', async () => {
    const rounds = { ended: false };
    const { session } = played([{ status: 401 }, { status: 401 }, {}]);
    const r = await session.get('http://a.test/', { auth: stubborn(rounds) });
    expect([r.statusCode, r.history.map((h) => h.history.length), rounds.ended]).toEqual([200, [0, 1], true]);
  });

  test('may be set on the session', async () => {
    const { session, lines } = played([{ body: 'T1' }], { auth: ticket });
    await session.get('http://a.test/');
    expect(lines()[1]).toBe('GET http://a.test/ {Authorization: Ticket T1}');
  });

  test('one that yields nothing: the request is sent unchanged', async () => {
    const { session, lines } = played();
    const none: AuthFlow = {
      // biome-ignore lint/correctness/useYield: a flow that adds nothing.
      *authFlow(request: PreparedRequest): AuthFlowGenerator {
        request.headers.set('X-Seen', '1');
      },
    };
    await session.get('http://a.test/', { auth: none });
    expect(lines()).toEqual(['GET http://a.test/ {X-Seen: 1}']);
  });

  test('one that never ends is stopped', async () => {
    const rounds = { ended: false };
    const { session, sent } = played(Array.from({ length: 50 }, () => ({ status: 401 })));
    const error = await failure<TooManyRedirects>(session.get('http://a.test/', { auth: stubborn(rounds) }));
    expect(error).toBeInstanceOf(TooManyRedirects);
    expect([error.message, error.response?.statusCode, rounds.ended]).toEqual([
      'Authentication took more than 30 rounds.',
      401,
      true,
    ]);
    expect(sent).toHaveLength(31);
  });

  test('is closed when an exchange fails', async () => {
    const rounds = { ended: false };
    const { session } = played([new Error('of the network')]);
    await expect(session.get('http://a.test/', { auth: stubborn(rounds) })).rejects.toThrow('of the network');
    expect(rounds.ended).toBe(true);
  });

  test('cookies of a challenge are sent with the next round', async () => {
    const challenge = { status: 401, headers: { 'Set-Cookie': 'c=1' } };
    const { session, lines } = played([challenge, {}]);
    await session.get('http://a.test/', { auth: stubborn({ ended: false }) });
    expect(lines()).toEqual(['GET http://a.test/', 'GET http://a.test/ {Cookie: c=1}']);
  });

  test('a body that can be sent only once is not sent again', async () => {
    const { session, sent } = played([{ status: 401 }]);
    const error = await failure(
      session.post('http://a.test/', { data: pieces('x'), auth: stubborn({ ended: false }) }),
    );
    expect(error).toBeInstanceOf(UnrewindableBodyError);
    expect(error.message).toContain('for authentication');
    expect(sent).toHaveLength(1);
  });

  test('runs again after a redirect on the same host; hooks see one response per hop', async () => {
    const seen: number[] = [];
    const { session, lines } = played([{ body: 'T1' }, REDIRECT('/b'), { body: 'T2' }, {}]);
    await session.get('http://a.test/a', { auth: ticket, hooks: { response: (r) => void seen.push(r.statusCode) } });
    expect(lines()).toEqual([
      'GET http://login.test/ticket',
      'GET http://a.test/a {Authorization: Ticket T1}',
      'GET http://login.test/ticket {Authorization: Ticket T1}',
      'GET http://a.test/b {Authorization: Ticket T2}',
    ]);
    expect(seen).toEqual([302, 200]);
  });
});

test('digest answers the challenge of its origin', async () => {
  const challenge = {
    status: 401,
    headers: { 'WWW-Authenticate': 'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256' },
  };
  const { session, sent } = played([challenge]);
  const r = await session.get('http://a.test/p?q=1', { auth: new HTTPDigestAuth('u', 'p') });
  expect([r.statusCode, r.history.map((h) => h.statusCode)]).toEqual([200, [401]]);
  expect(sent[1]?.headers['Authorization']).toMatch(
    /^Digest username="u", realm="r", nonce="n", uri="\/p\?q=1", response="[0-9a-f]{64}"/,
  );
});

describe('chainAuth() applies several authentications', () => {
  /** Appends a letter to the header X-Sign. */
  const sign =
    (letter: string): Auth =>
    (request) =>
      void request.headers.set('X-Sign', `${request.headers.get('X-Sign') ?? ''}${letter}`);
  const signLater =
    (letter: string): Auth =>
    async (request) => {
      await Promise.resolve();
      request.headers.set('X-Sign', `${request.headers.get('X-Sign') ?? ''}${letter}`);
    };

  test('in order, while the request is prepared', async () => {
    const { session, lines } = played();
    await session.get('http://a.test/', {
      auth: chainAuth(new HTTPProxyAuth('p', 'w'), ['u', 'p'], sign('a'), signLater('b'), sign('c')),
    });
    expect(lines()).toEqual([
      'GET http://a.test/ {Proxy-Authorization: Basic cDp3, Authorization: Basic dTpw, X-Sign: abc}',
    ]);
    const prepared = await session.prepareRequest(new Request('GET', 'http://a.test/', { auth: chainAuth(sign('a')) }));
    expect(prepared.headers.get('X-Sign')).toBe('a');
  });

  test('what comes after a flow is applied to each request of the flow', async () => {
    const { session, lines } = played([{ body: 'T1' }, { body: 'done' }]);
    const r = await session.get('http://a.test/', { auth: chainAuth(sign('a'), ticket, signLater('b')) });
    expect(lines()).toEqual([
      'GET http://login.test/ticket {X-Sign: ab}',
      'GET http://a.test/ {X-Sign: ab, Authorization: Ticket T1}',
    ]);
    expect([r.text, r.history.length]).toEqual(['done', 1]);
  });

  test('a flow within a flow: the inner one runs for each request of the outer', async () => {
    const rounds = { ended: false };
    const { session, lines } = played([{ status: 401 }, { body: 'T1' }, { status: 401 }, { body: 'done' }]);
    const r = await session.get('http://a.test/', { auth: chainAuth(ticket, stubborn(rounds)) });
    expect(lines()).toEqual([
      'GET http://login.test/ticket',
      'GET http://login.test/ticket',
      'GET http://a.test/ {Authorization: Ticket T1}',
      'GET http://a.test/ {Authorization: Ticket T1}',
    ]);
    expect([r.text, rounds.ended]).toEqual(['done', true]);
  });

  test('a flow that fails or sends nothing: flows are ended, and the request is sent', async () => {
    const rounds = { ended: false };
    const silent: AuthFlow = { *authFlow(): AuthFlowGenerator {} };
    const { session, lines } = played([{}, new Error('broken')]);
    await session.get('http://a.test/', { auth: chainAuth(silent, sign('a')) });
    expect(lines()).toEqual(['GET http://a.test/ {X-Sign: a}']);
    await expect(session.get('http://a.test/', { auth: chainAuth(stubborn(rounds), sign('a')) })).rejects.toThrow(
      'broken',
    );
    expect(rounds.ended).toBe(true);
  });

  test('its credentials do not follow a redirect to another origin', async () => {
    const { session, lines } = played([REDIRECT('http://b.test/')]);
    await session.get('http://a.test/', { auth: chainAuth(new HTTPBearerAuth('t'), new HTTPDigestAuth('u', 'p')) });
    expect(lines()).toEqual(['GET http://a.test/ {Authorization: Bearer t}', 'GET http://b.test/']);
  });

  test('anything that is not an authentication is a TypeError that says which', () => {
    for (const wrong of [null, undefined, 'user', 5, {}])
      expect(() => chainAuth(['u', 'p'], wrong as never)).toThrow('chainAuth(): argument 2 must be');
  });
});
