import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { HTTPDigestAuth } from '../../src/auth/digest.ts';
import { HeaderMap } from '../../src/headers/header-map.ts';
import { PreparedRequest } from '../../src/request/prepared-request.ts';
import type { Response } from '../../src/response/response.ts';

type Reply = readonly [status: number, ...challenges: string[]];

function requestTo(url: string, method = 'GET'): PreparedRequest {
  return new PreparedRequest({ method, url, headers: new HeaderMap() });
}

function respond([status, ...challenges]: Reply, info?: string): Response {
  const headers = new HeaderMap(challenges.map((value) => ['WWW-Authenticate', value] as const));
  if (info !== undefined) headers.set('Authentication-Info', info);
  return { statusCode: status, headers } as unknown as Response;
}

/** The Authorization header of each exchange; `''` for none. */
function exchanges(
  auth: HTTPDigestAuth,
  request: PreparedRequest,
  replies: readonly (Reply | Response)[],
  redirected = false,
): string[] {
  const flow = auth.authFlow(request, { redirected });
  const sent: string[] = [];
  let step = flow.next();
  for (const reply of replies) {
    if (step.done === true) throw new Error(`ended after ${sent.length} exchanges`);
    sent.push(step.value.headers.get('Authorization') ?? '');
    step = flow.next(Array.isArray(reply) ? respond(reply as Reply) : (reply as Response));
  }
  if (step.done !== true) sent.push('one more');
  return sent;
}

const A = 'http://a.test/x';
const CHALLENGE = 'Digest realm="r", nonce="n1", qop="auth"';
const nonce = (header: string | undefined): string =>
  /nonce="([^"]*)".* nc=(\d+)/
    .exec(header ?? '')
    ?.slice(1)
    .join(' ') ?? '';

describe('HTTPDigestAuth', () => {
  test('sends the first request without credentials and answers any 4xx once', () => {
    for (const status of [401, 403, 407, 418]) {
      const sent = exchanges(new HTTPDigestAuth('u', 'p'), requestTo(A), [[status, CHALLENGE], [200]]);
      expect(sent[0]).toBe('');
      expect(nonce(sent[1])).toBe('n1 00000001');
    }
  });

  test('returns responses without a Digest challenge: other statuses, other schemes, none, broken ones', () => {
    const replies: Reply[] = [
      [200, CHALLENGE],
      [302, CHALLENGE],
      [500, CHALLENGE],
      [401],
      [401, 'Basic realm="digest"'],
      [401, 'Digest nonce="n"'],
      [401, 'Digest realm="r"'],
      [401, 'Digestive realm="r", nonce="n"'],
    ];
    for (const reply of replies) {
      expect(exchanges(new HTTPDigestAuth('u', 'p'), requestTo(A), [reply])).toEqual(['']);
    }
  });

  test('finds its challenge among others, in one or several headers', () => {
    const headers: string[][] = [
      ['Basic realm="b", Digest realm="r", nonce="n1", qop="auth"'],
      ['Digest realm="r", nonce="n1", qop="auth", Basic realm="b"'],
      ['Negotiate', 'Basic realm="b"', 'digest realm="r",nonce="n1",qop=auth'],
    ];
    for (const challenges of headers) {
      const sent = exchanges(new HTTPDigestAuth('u', 'p'), requestTo(A), [[401, ...challenges], [200]]);
      expect(nonce(sent[1])).toBe('n1 00000001');
    }
  });

  test('a second refusal is returned, whatever its nonce', () => {
    const second: Reply = [401, 'Digest realm="r", nonce="n2", qop="auth"'];
    expect(exchanges(new HTTPDigestAuth('u', 'p'), requestTo(A), [[401, CHALLENGE], second])).toHaveLength(2);
  });

  test('a stale nonce is answered once more, and no more than once', () => {
    const stale = (n: string): Reply => [401, `Digest realm="r", nonce="${n}", qop="auth", stale=TRUE`];
    const auth = new HTTPDigestAuth('u', 'p');
    const sent = exchanges(auth, requestTo(A), [[401, CHALLENGE], stale('n2'), stale('n3')]);
    expect(sent.map(nonce)).toEqual(['', 'n1 00000001', 'n2 00000001']);
  });

  test('later requests to the origin are authorized at once, with an increasing count', () => {
    const auth = new HTTPDigestAuth('u', 'p');
    exchanges(auth, requestTo(A), [[401, CHALLENGE], [200]]);
    expect(exchanges(auth, requestTo('http://a.test:80/y?z'), [[200]]).map(nonce)).toEqual(['n1 00000002']);
    expect(exchanges(auth, requestTo('http://A.test/y'), [[200]]).map(nonce)).toEqual(['n1 00000003']);
  });

  test('when a remembered nonce is refused, the new challenge is answered', () => {
    const auth = new HTTPDigestAuth('u', 'p');
    exchanges(auth, requestTo(A), [[401, CHALLENGE], [200]]);
    const renewed: Reply = [401, 'Digest realm="r", nonce="n2", qop="auth"'];
    expect(exchanges(auth, requestTo(A), [renewed, [200]]).map(nonce)).toEqual(['n1 00000002', 'n2 00000001']);
    const again: Reply = [401, 'Digest realm="r", nonce="n2", qop="auth", stale=true'];
    expect(exchanges(auth, requestTo(A), [again, [200]]).map(nonce)).toEqual(['n2 00000002', 'n2 00000003']);
  });

  test('requests at the same time have different counts', () => {
    const auth = new HTTPDigestAuth('u', 'p');
    exchanges(auth, requestTo(A), [[401, CHALLENGE], [200]]);
    const flows = [1, 2, 3].map(() => auth.authFlow(requestTo(A), { redirected: false }));
    const counts = flows.map((flow) =>
      nonce((flow.next().value as PreparedRequest).headers.get('Authorization') ?? ''),
    );
    expect(counts).toEqual(['n1 00000002', 'n1 00000003', 'n1 00000004']);
  });

  test('a redirect hop is sent without credentials and may be challenged', () => {
    const auth = new HTTPDigestAuth('u', 'p');
    exchanges(auth, requestTo(A), [[401, CHALLENGE], [302]]);
    expect(exchanges(auth, requestTo('http://a.test/y'), [[401, CHALLENGE], [200]], true).map(nonce)).toEqual([
      '',
      'n1 00000002',
    ]);
  });

  test('another origin gets nothing before its own challenge, and never the nonce of the first (CVE-2026-11856)', () => {
    const auth = new HTTPDigestAuth('u', 'p');
    exchanges(auth, requestTo(A), [[401, CHALLENGE], [200]]);
    for (const other of ['http://b.test/x', 'https://a.test/x', 'http://a.test:8080/x', 'http://x.a.test/']) {
      expect(exchanges(auth, requestTo(other), [[200]])).toEqual(['']);
    }
    const sent = exchanges(auth, requestTo('http://b.test/x'), [
      [401, 'Digest realm="b", nonce="nb", qop="auth"'],
      [200],
    ]);
    expect(sent.map(nonce)).toEqual(['', 'nb 00000001']);
    expect(exchanges(auth, requestTo(A), [[200]]).map(nonce)).toEqual(['n1 00000002']);
  });

  test('the server may send the next nonce with any response', () => {
    const auth = new HTTPDigestAuth('u', 'p');
    const info = 'rspauth="x", qop=auth, nextnonce="n2", nc=00000001';
    exchanges(auth, requestTo(A), [[401, CHALLENGE], respond([200], info)]);
    expect(exchanges(auth, requestTo(A), [[200]]).map(nonce)).toEqual(['n2 00000001']);
  });

  test('the uri is the target as it is sent, without userinfo and fragment', () => {
    const uri = (url: string): string | undefined => {
      const sent = exchanges(new HTTPDigestAuth('u', 'p'), requestTo(url), [[401, CHALLENGE], [200]]);
      return /uri="([^"]*)"/.exec(sent[1] as string)?.[1];
    };
    expect(uri('http://a:b@a.test/%C3%A4%20b?%C3%BC=1&p=x+y#frag')).toBe('/%C3%A4%20b?%C3%BC=1&p=x+y');
    expect(uri('http://a.test')).toBe('/');
    expect(uri('http://a.test?q')).toBe('/?q');
  });

  test('a request with an unsupported challenge is repeated without credentials and without Authorization', () => {
    for (const algorithm of ['WHIRLPOOL', 'SHA-512-256', '__proto__']) {
      const request = requestTo(A);
      request.headers.set('Authorization', 'Bearer own');
      const challenge = `Digest realm="r", nonce="n", algorithm=${algorithm}`;
      const replies: Reply[] = [
        [401, challenge],
        [401, challenge],
      ];
      expect(exchanges(new HTTPDigestAuth('u', 'p'), request, replies)).toEqual(['Bearer own', '']);
    }
  });

  test('the algorithms can be chosen', () => {
    const of = (algorithm: string): Reply => [401, `Digest realm="r", nonce="n", algorithm=${algorithm}`];
    const auth = (): HTTPDigestAuth => new HTTPDigestAuth('u', 'p', { algorithms: ['SHA-512-256', 'sha-256'] });
    expect(exchanges(auth(), requestTo(A), [of('SHA-512-256'), [200]])[1]).toContain('algorithm="SHA-512-256"');
    expect(exchanges(auth(), requestTo(A), [of('SHA-256'), [200]])[1]).toContain('algorithm="SHA-256"');
    expect(exchanges(auth(), requestTo(A), [of('MD5'), [401]])[1]).toBe('');
  });

  test('the cnonce is new each time and does not come from Math.random', () => {
    const random = Math.random;
    Math.random = () => 0;
    try {
      const auth = new HTTPDigestAuth('u', 'p');
      exchanges(auth, requestTo(A), [[401, CHALLENGE], [200]]);
      const cnonces = new Set<string>();
      for (let i = 0; i < 1000; i++) {
        const header = exchanges(auth, requestTo(A), [[200]])[0] as string;
        cnonces.add(/cnonce="([0-9a-f]{32})"/.exec(header)?.[1] as string);
      }
      expect(cnonces.size).toBe(1000);
    } finally {
      Math.random = random;
    }
  });

  test('does not authorize in advance when auth-int needs a body whose bytes are unknown', () => {
    const auth = new HTTPDigestAuth('u', 'p');
    const challenge: Reply = [401, 'Digest realm="r", nonce="n1", qop="auth-int"'];
    const request = requestTo(A, 'POST');
    request.body = 'text';
    expect(exchanges(auth, request, [challenge, [200]]).map(nonce)).toEqual(['', 'n1 00000001']);
    const streamed = requestTo(A, 'POST');
    streamed.body = (async function* () {
      yield new Uint8Array(1);
    })();
    expect(exchanges(auth, streamed, [challenge, [401]])).toEqual(['', '']);
  });

  test('anything but strings throws TypeError', () => {
    expect(() => new HTTPDigestAuth('u', undefined as never)).toThrow(TypeError);
    expect(() => new HTTPDigestAuth(1 as never, 'p')).toThrow(TypeError);
  });

  test('remembers the latest thousand origins', () => {
    const auth = new HTTPDigestAuth('u', 'p');
    for (let i = 0; i < 1001; i++) exchanges(auth, requestTo(`http://h${i}.test/`), [[401, CHALLENGE], [200]]);
    expect(exchanges(auth, requestTo('http://h0.test/'), [[200]])).toEqual(['']);
    expect(exchanges(auth, requestTo('http://h1.test/'), [[200]]).map(nonce)).toEqual(['n1 00000002']);
  });

  test('MD5-sess without qop sends the cnonce that its hash needs', () => {
    const challenge: Reply = [401, 'Digest realm="r", nonce="n", algorithm=MD5-sess'];
    const answer = exchanges(new HTTPDigestAuth('u', 'p'), requestTo(A), [challenge, [200]])[1] as string;
    expect(answer).toMatch(/, algorithm="MD5-sess", cnonce="[0-9a-f]{32}"$/);
  });

  test('shows its user, not its password', () => {
    const auth = new HTTPDigestAuth('user', 's3cret');
    expect(JSON.stringify(auth)).toBe('{"username":"user","password":"***"}');
    expect(inspect(auth)).toContain('user');
    expect(inspect({ auth }, { showHidden: true, depth: 9 })).not.toContain('s3cret');
  });
});
