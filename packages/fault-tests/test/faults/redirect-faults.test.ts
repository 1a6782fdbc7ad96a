import { describe, expect, test } from '@jest/globals';
import { ConnectionError, type Response, TooManyRedirects, UnrewindableBodyError } from '@req/core';
import { OWNS_SOCKETS, TRANSPORT_NAMES } from '@req/test-support/transports';
import { within } from '@req/test-support/waiting';
import type { RequestHandler } from './support/path-server.ts';
import { withSession } from './support/with-session.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const NO_BODY = 'Content-Length: 0\r\n\r\n';

/** Redirects `/` to the location; answers everything else with a 200. */
const redirectingTo =
  (location: string, status = 302): RequestHandler =>
  (socket, { path }) =>
    socket.write(path === '/' ? `HTTP/1.1 ${status} There\r\nLocation: ${location}\r\n${NO_BODY}` : OK, 'latin1');

const outcomeOf = (promise: Promise<Response>): Promise<unknown> => promise.catch((error: unknown) => error);

describe.each(TRANSPORT_NAMES)('over %s, a redirect', (name) => {
  test('to itself that sets one more cookie each time ends in TooManyRedirects, not in an ever larger header section', async () => {
    let count = 0;
    const handler: RequestHandler = (socket) => {
      const cookie = `c${count++}=${'v'.repeat(3_000)}`;
      socket.write(`HTTP/1.1 302 Again\r\nLocation: /\r\nSet-Cookie: ${cookie}\r\n${NO_BODY}`);
    };
    await withSession(name, handler, async ({ get, server }) => {
      expect(await outcomeOf(get('/'))).toBeInstanceOf(TooManyRedirects);
      expect(server.requests).toHaveLength(31);
    });
  });

  test('that would resend a stream is an UnrewindableBodyError, and nothing is sent to its target', async () => {
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('once');
    }
    await withSession(name, redirectingTo('/next', 308), async ({ session, server }) => {
      const sent = within(session.post(`${server.origin}/`, { data: body() }));
      expect(await outcomeOf(sent)).toBeInstanceOf(UnrewindableBodyError);
      expect(server.requests.map(({ path }) => path)).toEqual(['/']);
    });
  });

  test('whose Location is 1 MiB long is a ConnectionError', async () => {
    await withSession(name, redirectingTo(`/${'a'.repeat(1024 * 1024)}`), async ({ get, server }) => {
      expect(await outcomeOf(get('/'))).toBeInstanceOf(ConnectionError);
      expect(server.requests).toHaveLength(1);
    });
  });

  test.each([
    ['UTF-8', Buffer.from('/grüße').toString('latin1'), '/gr%C3%BC%C3%9Fe'],
    ['Latin-1', '/gr\xfc\xdfe', '/gr%FC%DFe'],
  ])('whose Location contains raw %s has its bytes percent-encoded', async (_charset, location, path) => {
    await withSession(name, redirectingTo(location), async ({ get, server }) => {
      expect((await get('/')).text).toBe('ok');
      expect(server.requests[1]?.path).toBe(path);
    });
  });

  test.each([300, 304, 305, 306])('is not followed for status %i, with or without Location', async (status) => {
    await withSession(name, redirectingTo('/next', status), async ({ get, server }) => {
      expect((await get('/')).statusCode).toBe(status);
      expect(server.requests).toHaveLength(1);
    });
  });

  test('with twenty thousand "../" segments leads to the root', async () => {
    // Node's fetch accepts header sections of at most 16 KiB.
    const steps = name === 'built-in fetch' ? 4_000 : 20_000;
    await withSession(name, redirectingTo(`/a/${'../'.repeat(steps)}up`), async ({ get, server }) => {
      expect((await get('/')).statusCode).toBe(200);
      expect(server.requests[1]?.path).toBe('/up');
    });
  });

  test('without a fragment inherits the fragment of the previous URL', async () => {
    const handler: RequestHandler = (socket, { path }) => {
      const next = { '/': '/a', '/a': '/b#own', '/b': '/c' }[path];
      socket.write(next === undefined ? OK : `HTTP/1.1 302 There\r\nLocation: ${next}\r\n${NO_BODY}`);
    };
    await withSession(name, handler, async ({ get, server }) => {
      const response = await get('/#first');
      expect(response.history.map(({ url }) => new URL(url).hash)).toEqual(['#first', '#first', '#own']);
      expect(response.url).toBe(`${server.origin}/c#own`);
    });
  });

  test('with an endless body is limited by maxBodySize', async () => {
    let sent = 0;
    const handler: RequestHandler = (socket, { path }) => {
      if (path !== '/') return void socket.write(OK);
      socket.write('HTTP/1.1 303 There\r\nLocation: /next\r\n\r\n');
      const pour = (): void => {
        if (socket.destroyed || sent > 512 * 1024 * 1024) return;
        sent += 65_536;
        socket.write(Buffer.alloc(65_536), () => setImmediate(pour));
      };
      pour();
    };
    await withSession(name, handler, async ({ session, server }) => {
      const outcome = await outcomeOf(within(session.get(`${server.origin}/`, { maxBodySize: 1_000_000 })));
      expect((outcome as Error).name).toBe('ContentTooLarge');
      expect(sent).toBeLessThan(64 * 1024 * 1024);
    });
  });
});

describe.each(OWNS_SOCKETS)('over %s, several Location fields', (name) => {
  test('that differ are ignored with allowRedirects: false, and `next` is null', async () => {
    await withSession(name, redirectingTo('/one\r\nLocation: /two'), async ({ session, server }) => {
      const response = await within(session.get(`${server.origin}/`, { allowRedirects: false }));
      expect([response.statusCode, response.next]).toEqual([302, null]);
    });
  });

  test('that are identical count as one', async () => {
    await withSession(name, redirectingTo('/one\r\nLocation: /one'), async ({ get, server }) => {
      expect((await get('/')).text).toBe('ok');
      expect(server.requests[1]?.path).toBe('/one');
    });
  });
});
