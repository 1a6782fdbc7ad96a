import { describe, expect, test } from '@jest/globals';
import {
  type PreparedRequest,
  type Proxies,
  type Request,
  type Response,
  type SendOptions,
  Session,
} from '../../src/index.ts';
import { playedTransport, REDIRECT, type Reply } from '../played.ts';

/** A session of a subclass, and what it sent. */
function over<T extends Session>(Kind: new (options: ConstructorParameters<typeof Session>[0]) => T, replies: Reply[]) {
  const { transport, sent } = playedTransport(replies);
  const session = new Kind({ transport, trustEnv: false });
  return { session, lines: (): string[] => sent.map(({ line }) => line), sent };
}

describe('a subclass can override', () => {
  test('where a response redirects to: getRedirectTarget', async () => {
    class Going extends Session {
      override getRedirectTarget(response: Response): string | null {
        return response.headers.get('X-Go') ?? super.getRedirectTarget(response);
      }
    }
    const { session, lines } = over(Going, [{ headers: { 'X-Go': '/y' } }, REDIRECT('/z')]);
    const r = await session.get('http://a.test/x');
    expect(lines()).toEqual(['GET http://a.test/x', 'GET http://a.test/y', 'GET http://a.test/z']);
    expect(r.history.map((h) => h.statusCode)).toEqual([200, 302]);
  });

  test('the method of the next request: rebuildMethod', async () => {
    class Stubborn extends Session {
      override rebuildMethod(): void {}
    }
    const { session, lines } = over(Stubborn, [REDIRECT('/y')]);
    await session.post('http://a.test/x', { data: 'd' });
    expect(lines()[1]).toBe('POST http://a.test/y {Content-Length: 0}');
  });

  test('whether credentials are dropped: shouldStripAuth', async () => {
    const asked: string[][] = [];
    class Trusting extends Session {
      override shouldStripAuth(from: string, to: string): boolean {
        asked.push([from, to]);
        return false;
      }
    }
    const { session, lines } = over(Trusting, [REDIRECT('http://b.test/y')]);
    await session.get('http://a.test/x', { auth: ['u', 'p'] });
    expect(lines()[1]).toBe('GET http://b.test/y {Authorization: Basic dTpw}');
    expect(asked).toEqual([['http://a.test/x', 'http://b.test/y']]);
  });

  test('which credentials a redirect carries: rebuildAuth', async () => {
    class Resigning extends Session {
      override rebuildAuth(prepared: PreparedRequest, response: Response): void {
        super.rebuildAuth(prepared, response);
        prepared.headers.set('Authorization', `for ${prepared.url}`);
      }
    }
    const { session, lines } = over(Resigning, [REDIRECT('http://b.test/y')]);
    await session.get('http://a.test/x', { auth: ['u', 'p'] });
    expect(lines()[1]).toBe('GET http://b.test/y {Authorization: for http://b.test/y}');
  });

  test('the proxies of a redirect: rebuildProxies', async () => {
    class Proxied extends Session {
      override rebuildProxies(prepared: PreparedRequest, proxies: Proxies | null): Proxies {
        return prepared.url.includes('b.test') ? { http: 'http://p.test:1' } : super.rebuildProxies(prepared, proxies);
      }
    }
    const { session, sent } = over(Proxied, [REDIRECT('http://b.test/y'), REDIRECT('http://a.test/z')]);
    await session.get('http://a.test/x');
    expect(sent.map(({ request }) => request.proxy?.url ?? null)).toEqual([null, 'http://p.test:1', null]);
  });

  test('how a request is prepared: prepareRequest', async () => {
    class Signing extends Session {
      override async prepareRequest(request: Request): Promise<PreparedRequest> {
        const prepared = await super.prepareRequest(request);
        prepared.headers.set('X-Signature', `${prepared.method} ${prepared.url}`);
        return prepared;
      }
    }
    const { session, lines } = over(Signing, []);
    await session.get('http://a.test/x');
    expect(lines()).toEqual(['GET http://a.test/x {X-Signature: GET http://a.test/x}']);
  });

  test('how it is sent: send', async () => {
    class Retrying extends Session {
      override async send(prepared: PreparedRequest, options?: SendOptions): Promise<Response> {
        const response = await super.send(prepared, options);
        return response.statusCode === 503 ? super.send(prepared, options) : response;
      }
    }
    const { session, lines } = over(Retrying, [{ status: 503 }, { body: 'ok' }]);
    expect((await session.get('http://a.test/x')).text).toBe('ok');
    expect(lines()).toHaveLength(2);
  });

  test('what every request gets: request', async () => {
    class Versioned extends Session {
      override request(...[method, url, options]: Parameters<Session['request']>): Promise<Response> {
        return super.request(method, url, { ...options, params: { v: 1 } });
      }
    }
    const { session, sent } = over(Versioned, []);
    await session.get('http://a.test/');
    await session.post('http://a.test/');
    expect(sent.map(({ url }) => url)).toEqual(['http://a.test/?v=1', 'http://a.test/?v=1']);
  });

  test('which transport a URL gets: getTransport', async () => {
    const other = playedTransport();
    class Routed extends Session {
      override getTransport(url: string): typeof this.transport {
        return url.includes('b.test') ? other.transport : super.getTransport(url);
      }
    }
    const { session, lines } = over(Routed, [REDIRECT('http://b.test/')]);
    await session.get('http://a.test/');
    expect([lines().length, other.sent.length]).toEqual([1, 1]);
  });
});
