import type { CaseContext } from '../case-context.ts';
import { sleep, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { describeError, expectBytes, expectEqual, expectTrue } from '../expectation.ts';
import { readHead } from '../server/raw-server.ts';

const OK = 'HTTP/1.1 200 OK\r\n';

/** Number of connections used by six sequential requests. */
async function connectionsUsed(
  context: CaseContext,
  raw: string,
  init: { method?: string; stream?: boolean },
): Promise<number> {
  context.server.play(Array.from({ length: 6 }, () => ({ raw })));
  for (let i = 0; i < 6; i++) await context.exchange({ url: context.url(), ...init });
  return new Set(context.server.requests.map((request) => request.connection)).size;
}

export const connections: readonly ConformanceCase[] = defineCases(
  {
    subject: 'connections',
    rule: 'The Transport contract: calls may overlap; connections are reused as RFC 9112 §9 allows.',
  },
  [
    {
      name: 'reuses the connection after a body was read to its end',
      run: async (context) => {
        const body = 'r'.repeat(50_000);
        const raw = `${OK}Content-Length: 50000\r\n\r\n${body}`;
        for (const stream of [false, true]) {
          const count = await connectionsUsed(context, raw, { stream });
          // Two, because a client may need a moment to release the first.
          expectTrue(count <= 2, `Six sequential requests with stream: ${stream} used ${count} connections.`);
        }
      },
    },
    {
      name: 'reuses the connection after a response without a body',
      run: async (context) => {
        for (const [method, raw] of [
          ['GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
          ['HEAD', `${OK}Content-Length: 5\r\n\r\n`],
          ['GET', `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
        ] as const) {
          const count = await connectionsUsed(context, raw, { method, stream: true });
          expectTrue(
            count <= 2,
            `Six sequential requests (${method}, status ${raw.slice(9, 12)}) used ${count} connections.`,
          );
        }
      },
    },
    {
      name: 'sends other requests while a response is slow',
      run: async (context) => {
        context.server.play([{ raw: `${OK}Content-Length: 4\r\n\r\nslow`, delayMs: 800 }]);
        let slowDone = false;
        const slow = context.exchange({ url: context.url('/slow') }).then((result) => {
          slowDone = true;
          return result;
        });
        slow.catch(() => {});
        await context.server.arrived(1);
        await within(600, context.exchange({ url: context.url('/fast') }), 'The response to the second request');
        expectTrue(!slowDone, 'The second request waited for the first one.');
        expectBytes((await slow).body, 'slow', 'Body of the slow response');
      },
    },
    {
      name: 'returns each of forty concurrent requests its own response',
      run: async (context) => {
        const server = await context.listen(async ({ socket, source }) => {
          for (let line = await readHead(source); line !== null; line = await readHead(source)) {
            const path = line.split(' ')[1] ?? '';
            await sleep(Math.random() * 20);
            socket.write(`${OK}Content-Length: ${path.length}\r\n\r\n${path}`);
          }
        });
        const paths = Array.from({ length: 40 }, (_, i) => `/call/${i}`);
        const calls = paths.map((path, i) => context.exchange({ url: server.origin + path, stream: i % 2 === 0 }));
        const bodies = (await Promise.all(calls)).map(({ body }) => body.toString());
        expectEqual(bodies, paths, 'Bodies of the responses');
      },
    },
    {
      name: 'replaces an idle connection that the server has closed',
      run: async (context) => {
        for (const method of ['GET', 'POST']) {
          await context.exchange({ url: context.url() });
          context.server.dropConnections();
          await sleep(60);
          context.server.play([]);
          const body = method === 'POST' ? Buffer.from('body') : null;
          const headers = body === null ? {} : { 'Content-Length': '4' };
          const { response } = await context.exchange({ url: context.url(), method, body, headers });
          expectEqual(response.status, 200, `Status of the ${method} after the connection was closed`);
        }
      },
    },
    {
      name: 'uses a new connection after Connection: close',
      run: async (context) => {
        context.server.play([{ raw: `${OK}Connection: close\r\nContent-Length: 2\r\n\r\nok`, hang: 100, close: true }]);
        await context.exchange({ url: context.url() });
        const { response } = await within(2_000, context.exchange({ url: context.url() }), 'The second response');
        expectEqual(response.status, 200, 'Status of the second response');
        const numbers = context.server.requests.map((request) => request.connection);
        expectTrue(numbers[0] !== numbers[1], 'The connection was reused although the response had Connection: close.');
      },
    },
    {
      name: 'never takes bytes after a response for the next response',
      run: async (context) => {
        const evil = `${OK}Content-Length: 4\r\n\r\nevil`;
        context.server.play([
          { raw: `${OK}Content-Length: 2\r\n\r\nok${evil}` },
          { raw: `${OK}Content-Length: 3\r\n\r\nown` },
        ]);
        expectBytes((await context.exchange({ url: context.url() })).body, 'ok', 'Body of the first response');
        const next = context.exchange({ url: context.url() }).then(
          ({ body }) => body.toString(),
          (error: unknown) => describeError(error),
        );
        // An error is acceptable: the smuggled response was not used.
        const answer = await within(3_000, next, 'The second response');
        expectTrue(!answer.includes('evil'), 'Bytes sent before the second request were taken for its response.');
      },
    },
  ],
);
