import type { CaseContext } from '../case-context.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectEqual, Inconclusive } from '../expectation.ts';
import { listenIfPossible, stop } from '../server/listen.ts';

/** Ports that the Fetch standard blocks and an ordinary user may listen on. */
const BAD_PORTS = [6000, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 5060, 5061, 4190, 2049];

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

async function lines(context: CaseContext, requests: readonly { method?: string; path: string }[]): Promise<string[]> {
  for (const { method, path } of requests) await context.exchange({ url: context.url(path), method: method ?? 'GET' });
  await context.server.settled();
  return context.server.requests.map((request) => request.line);
}

const targets = async (context: CaseContext, paths: readonly string[]): Promise<void> => {
  const expected = paths.map((path) => `GET ${path} HTTP/1.1`);
  expectEqual(
    await lines(
      context,
      paths.map((path) => ({ path })),
    ),
    expected,
    'Request lines',
  );
};

export const methodAndTarget: readonly ConformanceCase[] = defineCases('method and target', [
  {
    name: 'GET, POST, PUT, PATCH, DELETE, OPTIONS and HEAD arrive as they are',
    run: async (context) => {
      const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'];
      const seen = await lines(
        context,
        methods.map((method) => ({ method, path: '/m' })),
      );
      expectEqual(
        seen,
        methods.map((method) => `${method} /m HTTP/1.1`),
        'Request lines',
      );
    },
  },
  {
    name: 'any method token arrives, in the case given',
    needs: ['any-method'],
    run: async (context) => {
      const methods = ['TRACE', 'M-SEARCH', 'PROPFIND', 'patch', 'Get', "X!#$%&'*+.^_`|~"];
      const seen = await lines(
        context,
        methods.map((method) => ({ method, path: '/m' })),
      );
      expectEqual(
        seen,
        methods.map((method) => `${method} /m HTTP/1.1`),
        'Request lines',
      );
    },
  },
  {
    name: 'path and query of the URL are the request target',
    run: (context) =>
      targets(context, ['/', '/a/b.c;d=1,2', '/?q', '/a?x=1&y=%20+&x=2', '/%C3%A9/%2F', '/x?u=http://h/?']),
  },
  {
    name: 'the target is the text of the URL, whatever a URL parser would make of it',
    needs: ['raw-target'],
    run: (context) =>
      targets(context, [
        '/a/../b',
        '/./a/.',
        '/%7Euser/%2e%2e/x',
        '//double//',
        '/a\\b',
        '/`{|}^"<>',
        '/?q=`{|}^"<>\'',
        '/?',
      ]),
  },
  {
    name: 'a host name is looked up',
    run: async (context) => {
      const { response } = await context.exchange({ url: `${context.server.origins.L}/` });
      expectEqual(response.status, 200, 'Status from localhost');
      const host = new URL(context.server.origins.L).host;
      const request = context.server.requests[0];
      expectEqual(
        request?.headers.filter(([name]) => name.toLowerCase() === 'host').map((h) => h[1]),
        [host],
        'Host',
      );
    },
  },
  {
    name: 'a port that the Fetch standard blocks is a port as any other',
    needs: ['bad-ports'],
    run: async (context) => {
      for (const port of BAD_PORTS) {
        const server = await listenIfPossible('127.0.0.1', port, (socket) => {
          socket.on('error', () => {});
          socket.once('data', () => socket.end(OK));
        });
        if (server === null) continue;
        context.atEnd(() => stop(server));
        const { response } = await context.exchange({ url: `http://127.0.0.1:${port}/` });
        return expectEqual(response.status, 200, `Status from port ${port}`);
      }
      throw new Inconclusive('no blocked port is free on this machine');
    },
  },
]);
