import { describe, expect, test } from '@jest/globals';
import { ConnectionError, type Response, Session, TooManyRedirects, UnrewindableBodyError } from '@req/core';
import { OWNS_SOCKETS, TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { eventually, within } from '@req/test-support/waiting';
import { type Answer, PathServer, withServer } from './support/path-server.ts';
import { resourcesHeld } from './support/resources.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const NOWHERE = 'Content-Length: 0\r\n\r\n';

interface Asking {
  readonly session: Session;
  readonly server: PathServer;
  readonly get: (path: string) => Promise<Response>;
}

/** A session and a server that answers in this way; afterwards nothing is left. */
async function asking(name: TransportName, answer: Answer, run: (asking: Asking) => Promise<void>): Promise<void> {
  const held = resourcesHeld();
  await withServer(
    () => PathServer.start(answer),
    held,
    async (server) => {
      const transport = TRANSPORTS[name]();
      const session = new Session({ transport, trustEnv: false, timeout: 8_000 });
      await run({ session, server, get: (path) => within(session.get(server.origin + path)) });
      await session.close();
      await transport.close();
      if (name !== 'built-in fetch') await eventually(() => server.open === 0, 'All connections are closed');
    },
  );
}

/** A redirect from `/` to there; everything else is well. */
const leading =
  (location: string, status = 302): Answer =>
  (socket, { path }) =>
    socket.write(path === '/' ? `HTTP/1.1 ${status} There\r\nLocation: ${location}\r\n${NOWHERE}` : OK, 'latin1');

const endOf = (promise: Promise<Response>): Promise<unknown> => promise.catch((error: unknown) => error);

describe.each(Object.keys(TRANSPORTS) as TransportName[])('over %s, a redirect', (name) => {
  test('to itself that sets a cookie more each time ends in TooManyRedirects, and not in a growing head', async () => {
    let count = 0;
    const answer: Answer = (socket) => {
      const cookie = `c${count++}=${'v'.repeat(3_000)}`;
      socket.write(`HTTP/1.1 302 Again\r\nLocation: /\r\nSet-Cookie: ${cookie}\r\n${NOWHERE}`);
    };
    await asking(name, answer, async ({ get, server }) => {
      expect(await endOf(get('/'))).toBeInstanceOf(TooManyRedirects);
      expect(server.arrived).toHaveLength(31);
    });
  });

  test('that needs a stream once more is an UnrewindableBodyError, and its target hears nothing', async () => {
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('once');
    }
    await asking(name, leading('/next', 308), async ({ session, server }) => {
      const sent = within(session.post(`${server.origin}/`, { data: body() }));
      expect(await endOf(sent)).toBeInstanceOf(UnrewindableBodyError);
      expect(server.arrived.map(({ path }) => path)).toEqual(['/']);
    });
  });

  test('whose Location is a mebibyte long is a ConnectionError', async () => {
    await asking(name, leading(`/${'a'.repeat(1024 * 1024)}`), async ({ get, server }) => {
      expect(await endOf(get('/'))).toBeInstanceOf(ConnectionError);
      expect(server.arrived).toHaveLength(1);
    });
  });

  test.each([
    ['UTF-8', Buffer.from('/grüße').toString('latin1'), '/gr%C3%BC%C3%9Fe'],
    ['Latin-1', '/gr\xfc\xdfe', '/gr%FC%DFe'],
  ])('whose Location is raw %s has its bytes percent-encoded', async (_charset, location, path) => {
    await asking(name, leading(location), async ({ get, server }) => {
      expect((await get('/')).text).toBe('ok');
      expect(server.arrived[1]?.path).toBe(path);
    });
  });

  test.each([300, 304, 305, 306])('with status %i is none, Location or not', async (status) => {
    await asking(name, leading('/next', status), async ({ get, server }) => {
      expect((await get('/')).statusCode).toBe(status);
      expect(server.arrived).toHaveLength(1);
    });
  });

  test('of twenty thousand steps up leads to the root', async () => {
    // Node's fetch takes no head of more than 16 KiB.
    const steps = name === 'built-in fetch' ? 4_000 : 20_000;
    await asking(name, leading(`/a/${'../'.repeat(steps)}up`), async ({ get, server }) => {
      expect((await get('/')).statusCode).toBe(200);
      expect(server.arrived[1]?.path).toBe('/up');
    });
  });

  test('without a fragment inherits that of the URL before it', async () => {
    const answer: Answer = (socket, { path }) => {
      const next = { '/': '/a', '/a': '/b#own', '/b': '/c' }[path];
      socket.write(next === undefined ? OK : `HTTP/1.1 302 There\r\nLocation: ${next}\r\n${NOWHERE}`);
    };
    await asking(name, answer, async ({ get, server }) => {
      const response = await get('/#first');
      expect(response.history.map(({ url }) => new URL(url).hash)).toEqual(['#first', '#first', '#own']);
      expect(response.url).toBe(`${server.origin}/c#own`);
    });
  });

  test('with a body without end is bounded by maxBodySize', async () => {
    let sent = 0;
    const answer: Answer = (socket, { path }) => {
      if (path !== '/') return void socket.write(OK);
      socket.write('HTTP/1.1 303 There\r\nLocation: /next\r\n\r\n');
      const pour = (): void => {
        if (socket.destroyed || sent > 512 * 1024 * 1024) return;
        sent += 65_536;
        socket.write(Buffer.alloc(65_536), () => setImmediate(pour));
      };
      pour();
    };
    await asking(name, answer, async ({ session, server }) => {
      const end = await endOf(within(session.get(`${server.origin}/`, { maxBodySize: 1_000_000 })));
      expect((end as Error).name).toBe('ContentTooLarge');
      expect(sent).toBeLessThan(64 * 1024 * 1024);
    });
  });
});

describe.each(OWNS_SOCKETS)('over %s, several Locations', (name) => {
  test('that differ are no matter to who does not follow them, and no next request', async () => {
    await asking(name, leading('/one\r\nLocation: /two'), async ({ session, server }) => {
      const response = await within(session.get(`${server.origin}/`, { allowRedirects: false }));
      expect([response.statusCode, response.next]).toEqual([302, null]);
    });
  });

  test('that are the same are one', async () => {
    await asking(name, leading('/one\r\nLocation: /one'), async ({ get, server }) => {
      expect((await get('/')).text).toBe('ok');
      expect(server.arrived[1]?.path).toBe('/one');
    });
  });
});
