import { type ConformanceCase, casesOf } from '../conformance-case.ts';
import { expectEqual, NotProvable } from '../expectation.ts';
import type { Kit } from '../kit.ts';
import { listenIfPossible, stop } from '../server/listen.ts';

/** Ports that the Fetch standard blocks and an ordinary user may listen on. */
const BAD_PORTS = [6000, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 5060, 5061, 4190, 2049];

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

async function lines(kit: Kit, requests: readonly { method?: string; path: string }[]): Promise<string[]> {
  for (const { method, path } of requests) await kit.exchange({ url: kit.url(path), method: method ?? 'GET' });
  await kit.server.settled();
  return kit.server.requests.map((request) => request.line);
}

const targets = async (kit: Kit, paths: readonly string[]): Promise<void> => {
  const expected = paths.map((path) => `GET ${path} HTTP/1.1`);
  expectEqual(
    await lines(
      kit,
      paths.map((path) => ({ path })),
    ),
    expected,
    'Request lines',
  );
};

export const methodAndTarget: readonly ConformanceCase[] = casesOf('method and target', [
  {
    name: 'GET, POST, PUT, PATCH, DELETE, OPTIONS and HEAD arrive as they are',
    run: async (kit) => {
      const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'];
      const seen = await lines(
        kit,
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
    run: async (kit) => {
      const methods = ['TRACE', 'M-SEARCH', 'PROPFIND', 'patch', 'Get', "X!#$%&'*+.^_`|~"];
      const seen = await lines(
        kit,
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
    run: (kit) => targets(kit, ['/', '/a/b.c;d=1,2', '/?q', '/a?x=1&y=%20+&x=2', '/%C3%A9/%2F', '/x?u=http://h/?']),
  },
  {
    name: 'the target is the text of the URL, whatever a URL parser would make of it',
    needs: ['raw-target'],
    run: (kit) =>
      targets(kit, [
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
    run: async (kit) => {
      const { response } = await kit.exchange({ url: `${kit.server.origins.L}/` });
      expectEqual(response.status, 200, 'Status from localhost');
      const host = new URL(kit.server.origins.L).host;
      const request = kit.server.requests[0];
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
    run: async (kit) => {
      for (const port of BAD_PORTS) {
        const server = await listenIfPossible('127.0.0.1', port, (socket) => {
          socket.on('error', () => {});
          socket.once('data', () => socket.end(OK));
        });
        if (server === null) continue;
        kit.atEnd(() => stop(server));
        const { response } = await kit.exchange({ url: `http://127.0.0.1:${port}/` });
        return expectEqual(response.status, 200, `Status from port ${port}`);
      }
      throw new NotProvable('no blocked port is free on this machine');
    },
  },
]);
