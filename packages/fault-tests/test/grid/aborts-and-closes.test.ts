import { describe, expect, test } from '@jest/globals';
import { AbortError, ConnectionError, type RequestOptions, Session, type Transport } from '@req/core';
import { OWNS_SOCKETS, TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { eventually, within } from '@req/test-support/waiting';
import { type Answer, PathServer, withServer } from './support/path-server.ts';
import { resourcesHeld } from './support/resources.ts';

/** How far a server gets before it pauses, and what it says after the pause. */
const PHASES: Readonly<Record<string, readonly [before: string, after: string]>> = {
  'before the head': ['', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole'],
  'within the status line': ['HTTP/1.', '1 200 OK\r\nContent-Length: 5\r\n\r\nwhole'],
  'within the head': ['HTTP/1.1 200 OK\r\nContent-', 'Length: 5\r\n\r\nwhole'],
  'before the body': ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', 'whole'],
  'within the body': ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwh', 'ole'],
  'within a chunk': ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwh', 'ole\r\n0\r\n\r\n'],
  'after an interim response': [
    'HTTP/1.1 103 Early Hints\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole',
  ],
  'after a redirect': ['HTTP/1.1 302 There\r\nLocation: /next\r\nContent-Length: 5\r\n\r\nwh', 'ole'],
};

/** A server that pauses in this phase until it is told to go on. */
function paused(phase: string): { readonly answer: Answer; goOn(): void } {
  const [before, after] = PHASES[phase] as readonly [string, string];
  const waiting: (() => void)[] = [];
  return {
    answer: (socket, { path }) => {
      if (path === '/next') {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole');
        return;
      }
      socket.write(before);
      waiting.push(() => socket.write(after));
    },
    goOn: () => {
      for (const one of waiting) one();
    },
  };
}

/** Long enough, as a rule, for what was sent to be seen on the other side; no test depends on it. */
const seen = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

interface Asking {
  readonly session: Session;
  readonly transport: Transport;
  readonly server: PathServer;
  readonly read: (options: RequestOptions) => Promise<unknown>;
}

async function asking(name: TransportName, answer: Answer, run: (asking: Asking) => Promise<void>): Promise<void> {
  const held = resourcesHeld();
  await withServer(
    () => PathServer.start(answer),
    held,
    async (server) => {
      const transport = TRANSPORTS[name]();
      const session = new Session({ transport, trustEnv: false, timeout: 8_000 });
      const read = async (options: RequestOptions): Promise<unknown> => {
        try {
          return (await (await session.get(`${server.origin}/`, options)).read()).toString();
        } catch (error) {
          return error;
        }
      };
      await run({ session, transport, server, read: (options) => within(read(options)) });
      await session.close();
      await transport.close();
      if (name !== 'built-in fetch') await eventually(() => server.open === 0, 'All connections are closed');
    },
  );
}

describe.each(Object.keys(TRANSPORTS) as TransportName[])('over %s', (name) => {
  describe.each(Object.keys(PHASES))('%s', (phase) => {
    test.each([false, true])('an abort ends the request at once, stream: %s', async (stream) => {
      await asking(name, paused(phase).answer, async ({ read, server }) => {
        const reason = new Error('no longer wanted');
        const controller = new AbortController();
        const end = read({ stream, signal: controller.signal });
        await eventually(() => server.arrived.length > 0, 'The request arrives');
        await seen();
        controller.abort(reason);
        const error = await end;
        expect(error).toBeInstanceOf(AbortError);
        expect((error as AbortError).cause).toBe(reason);
      });
    });

    test.each([false, true])('close() lets the exchange end, stream: %s', async (stream) => {
      const { answer, goOn } = paused(phase);
      await asking(name, answer, async ({ read, server, transport, session }) => {
        const end = read({ stream });
        await eventually(() => server.arrived.length > 0, 'The request arrives');
        await seen();
        const closed = within(transport.close());
        goOn();
        // What a redirect would still ask for is a request after close().
        if (phase === 'after a redirect') expect(await end).toBeInstanceOf(ConnectionError);
        else expect(await end).toBe('whole');
        await closed;
        await expect(within(session.get(server.origin))).rejects.toThrow(ConnectionError);
      });
    });
  });

  test('an abort before the request is sent keeps it from being sent', async () => {
    await asking(name, paused('before the head').answer, async ({ read, server }) => {
      expect(await read({ signal: AbortSignal.abort() })).toBeInstanceOf(AbortError);
      expect(server.arrived).toHaveLength(0);
    });
  });

  test('an abort after the response was read is no matter', async () => {
    const ok: Answer = (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole');
    await asking(name, ok, async ({ read }) => {
      const controller = new AbortController();
      expect(await read({ signal: controller.signal })).toBe('whole');
      controller.abort();
    });
  });
});

describe.each(OWNS_SOCKETS)('over %s, while the way to the server is being made,', (name) => {
  const silent: Answer = () => {};

  test.each(['https', 'proxy'] as const)('an abort ends the request at once (%s)', async (way) => {
    await asking(name, silent, async ({ session, server }) => {
      const controller = new AbortController();
      const origin = `http://127.0.0.1:${server.port}`;
      const url = way === 'proxy' ? 'https://a.test/' : `https://127.0.0.1:${server.port}/`;
      const options = { signal: controller.signal, ...(way === 'proxy' && { proxies: { https: origin } }) };
      const end = within(session.get(url, options));
      await eventually(() => server.open > 0, 'The connection is made');
      controller.abort();
      await expect(end).rejects.toThrow(AbortError);
      await eventually(() => server.open === 0, 'The connection is dropped');
    });
  });
});
