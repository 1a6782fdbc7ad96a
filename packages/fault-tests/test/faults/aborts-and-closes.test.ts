import { describe, expect, test } from '@jest/globals';
import { AbortError, ConnectionError, type RequestOptions } from '@req/core';
import { OWNS_SOCKETS, TRANSPORT_NAMES, type TransportName } from '@req/test-support/transports';
import { eventually, within } from '@req/test-support/waiting';
import type { RequestHandler } from './support/path-server.ts';
import { type Setup, withSession } from './support/with-session.ts';

/** What the server sends before it pauses, and what it sends after the pause. */
const PHASES: Readonly<Record<string, readonly [before: string, after: string]>> = {
  'before the status line': ['', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole'],
  'within the status line': ['HTTP/1.', '1 200 OK\r\nContent-Length: 5\r\n\r\nwhole'],
  'within the header section': ['HTTP/1.1 200 OK\r\nContent-', 'Length: 5\r\n\r\nwhole'],
  'before the body': ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', 'whole'],
  'within the body': ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwh', 'ole'],
  'within a chunk': ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwh', 'ole\r\n0\r\n\r\n'],
  'after an interim response': [
    'HTTP/1.1 103 Early Hints\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole',
  ],
  'after a redirect': ['HTTP/1.1 302 There\r\nLocation: /next\r\nContent-Length: 5\r\n\r\nwh', 'ole'],
};

/** A server that pauses in the given phase until `resume` is called. */
function pausedServer(phase: string): { readonly handler: RequestHandler; resume(): void } {
  const [before, after] = PHASES[phase] as readonly [string, string];
  const waiting: (() => void)[] = [];
  return {
    handler: (socket, { path }) => {
      if (path === '/next') {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole');
        return;
      }
      socket.write(before);
      waiting.push(() => socket.write(after));
    },
    resume: () => {
      for (const send of waiting) send();
    },
  };
}

/** Usually long enough for the client to receive what was sent; no test depends on it. */
const briefPause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

interface ReadingSetup extends Setup {
  /** The text of the response, or the exception. */
  readonly read: (options: RequestOptions) => Promise<unknown>;
}

function withReader(
  name: TransportName,
  handler: RequestHandler,
  run: (setup: ReadingSetup) => Promise<void>,
): Promise<void> {
  return withSession(name, handler, (setup) => {
    const read = async (options: RequestOptions): Promise<unknown> => {
      try {
        return (await (await setup.session.get(`${setup.server.origin}/`, options)).read()).toString();
      } catch (error) {
        return error;
      }
    };
    return run({ ...setup, read: (options) => within(read(options)) });
  });
}

describe.each(TRANSPORT_NAMES)('over %s', (name) => {
  describe.each(Object.keys(PHASES))('%s', (phase) => {
    test.each([false, true])('an abort ends the request immediately, stream: %s', async (stream) => {
      await withReader(name, pausedServer(phase).handler, async ({ read, server }) => {
        const reason = new Error('no longer wanted');
        const controller = new AbortController();
        const end = read({ stream, signal: controller.signal });
        await eventually(() => server.requests.length > 0, 'The request arrived');
        await briefPause();
        controller.abort(reason);
        const error = await end;
        expect(error).toBeInstanceOf(AbortError);
        expect((error as AbortError).cause).toBe(reason);
      });
    });

    test.each([false, true])('close() lets the exchange complete, stream: %s', async (stream) => {
      const { handler, resume } = pausedServer(phase);
      await withReader(name, handler, async ({ read, server, transport, session }) => {
        const end = read({ stream });
        await eventually(() => server.requests.length > 0, 'The request arrived');
        await briefPause();
        const closed = within(transport.close());
        resume();
        // Following the redirect would be a new request after close().
        if (phase === 'after a redirect') expect(await end).toBeInstanceOf(ConnectionError);
        else expect(await end).toBe('whole');
        await closed;
        await expect(within(session.get(server.origin))).rejects.toThrow(ConnectionError);
      });
    });
  });

  test('a request aborted before it is sent is not sent', async () => {
    await withReader(name, pausedServer('before the status line').handler, async ({ read, server }) => {
      expect(await read({ signal: AbortSignal.abort() })).toBeInstanceOf(AbortError);
      expect(server.requests).toHaveLength(0);
    });
  });

  test('an abort after the response was read has no effect', async () => {
    const ok: RequestHandler = (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole');
    await withReader(name, ok, async ({ read }) => {
      const controller = new AbortController();
      expect(await read({ signal: controller.signal })).toBe('whole');
      controller.abort();
    });
  });
});

describe.each(OWNS_SOCKETS)('over %s, during the connection setup,', (name) => {
  const silent: RequestHandler = () => {};

  test.each(['https', 'proxy'] as const)('an abort ends the request immediately (%s)', async (kind) => {
    await withReader(name, silent, async ({ session, server }) => {
      const controller = new AbortController();
      const origin = `http://127.0.0.1:${server.port}`;
      const url = kind === 'proxy' ? 'https://a.test/' : `https://127.0.0.1:${server.port}/`;
      const options = { signal: controller.signal, ...(kind === 'proxy' && { proxies: { https: origin } }) };
      const end = within(session.get(url, options));
      await eventually(() => server.open > 0, 'The connection opened');
      controller.abort();
      await expect(end).rejects.toThrow(AbortError);
      await eventually(() => server.open === 0, 'The connection closed');
    });
  });
});
