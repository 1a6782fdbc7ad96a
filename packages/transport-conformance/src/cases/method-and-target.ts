import type { CaseContext } from '../case-context.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectEqual, Inconclusive } from '../expectation.ts';
import { listenIfPossible, stop } from '../server/listen.ts';

/** Ports that the Fetch standard blocks and on which an unprivileged process can listen. */
const BAD_PORTS = [6000, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 5060, 5061, 4190, 2049];

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

async function requestLines(
  context: CaseContext,
  requests: readonly { method?: string; path: string }[],
): Promise<string[]> {
  for (const { method, path } of requests) await context.exchange({ url: context.url(path), method: method ?? 'GET' });
  await context.server.settled();
  return context.server.requests.map((request) => request.line);
}

async function expectTargets(context: CaseContext, paths: readonly string[]): Promise<void> {
  const requests = paths.map((path) => ({ path }));
  const expected = paths.map((path) => `GET ${path} HTTP/1.1`);
  expectEqual(await requestLines(context, requests), expected, 'Request lines');
}

async function expectMethods(context: CaseContext, methods: readonly string[]): Promise<void> {
  const requests = methods.map((method) => ({ method, path: '/m' }));
  const expected = methods.map((method) => `${method} /m HTTP/1.1`);
  expectEqual(await requestLines(context, requests), expected, 'Request lines');
}

export const methodAndTarget: readonly ConformanceCase[] = defineCases(
  {
    subject: 'method and target',
    rule: 'The Transport contract: sends the method, the target and the headers given, and no others (RFC 9112 §3).',
  },
  [
    {
      name: 'sends GET, POST, PUT, PATCH, DELETE, OPTIONS and HEAD',
      run: (context) => expectMethods(context, ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']),
    },
    {
      name: 'sends any method token unchanged',
      needs: ['any-method'],
      run: (context) => expectMethods(context, ['TRACE', 'M-SEARCH', 'PROPFIND', 'patch', 'Get', "X!#$%&'*+.^_`|~"]),
    },
    {
      name: 'sends path and query of the URL as the request target',
      run: (context) =>
        expectTargets(context, ['/', '/a/b.c;d=1,2', '/?q', '/a?x=1&y=%20+&x=2', '/%C3%A9/%2F', '/x?u=http://h/?']),
    },
    {
      name: 'sends the request target exactly as it stands in the URL',
      needs: ['raw-target'],
      run: (context) =>
        expectTargets(context, [
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
      name: 'resolves host names',
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
      name: 'connects to ports that the Fetch standard blocks',
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
        throw new Inconclusive('none of the blocked ports is free on this machine');
      },
    },
  ],
);
