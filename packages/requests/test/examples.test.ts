import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type RunningServer, startHttpbin } from '@req/testserver';

const folder = new URL('../../../examples/', import.meta.url);
type Main = (...args: unknown[]) => Promise<unknown>;

let server: RunningServer;
let lines: string[];
beforeAll(async () => {
  server = await startHttpbin();
});
afterAll(() => server.close());
beforeEach(() => {
  lines = [];
  jest.spyOn(console, 'log').mockImplementation((...args) => void lines.push(args.map(shown).join(' ').trim()));
});
afterEach(() => {
  jest.restoreAllMocks();
});

function shown(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

async function run(name: string, ...args: unknown[]): Promise<unknown> {
  const { main } = (await import(new URL(name, folder).href)) as { main: Main };
  return main(...args);
}

test('login.mjs', async () => {
  await run('login.mjs', server.origin);
  expect(lines).toEqual(['redirects: 1 cookies: {"token":"abc"}', 'account: user', 'after restart: {"token":"abc"}']);
});

test('download.mjs', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'req-example-')), 'download.bin');
  await run('download.mjs', `${server.origin}/bytes/100000`, path);
  expect(readFileSync(path)).toHaveLength(100_000);
  expect(lines.at(-2)).toBe('100 % and counting');
  expect(lines.at(-1)).toBe('saved 100000 bytes');
});

test('upload.mjs', async () => {
  await run('upload.mjs', server.origin);
  const { length } = readFileSync(new URL('upload.mjs', folder));
  expect(lines).toEqual([`sent ${length} bytes`, `PUT ${length}`, 'POST An example true']);
});

test('auth-and-retry.mjs', async () => {
  await run('auth-and-retry.mjs');
  expect(lines).toEqual(['200 {"hello":"world"}']);
});

test('own-transport.mjs', async () => {
  expect(await run('own-transport.mjs', `${server.origin}/redirect/1`, ['response head', 'abort'])).toBe(true);
  expect(lines.slice(0, 2)).toEqual([
    expect.stringMatching(/^GET \/redirect\/1 302 \d+ ms$/),
    expect.stringMatching(/^GET \/get 200 \d+ ms$/),
  ]);
});

describe('with a server of its own,', () => {
  let own: Server;
  let origin: string;
  let handle: (request: IncomingMessage, response: ServerResponse) => void;
  beforeAll(async () => {
    own = createServer((request, response) => handle(request, response)).listen(0, '127.0.0.1');
    await once(own, 'listening');
    origin = `http://127.0.0.1:${(own.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    own.closeAllConnections();
    await new Promise((resolve) => own.close(resolve));
  });
  const file = (name: string): string => join(mkdtempSync(join(tmpdir(), 'req-example-')), name);

  test('stream-chat.mjs', async () => {
    handle = ({ method, url }, response) => {
      response.writeHead(method === 'POST' && url === '/v1/chat/completions' ? 200 : 404);
      for (const content of ['Ray', 'leigh'])
        response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
      response.end('data: [DONE]\n\n');
    };
    const pieces: string[] = [];
    const answer = await run('stream-chat.mjs', `${origin}/v1`, 'Why?', (piece: string) => pieces.push(piece));
    expect([answer, pieces]).toEqual(['Rayleigh', ['Ray', 'leigh']]);
  });

  test('events.mjs', async () => {
    handle = ({ headers }, response) => {
      if (headers['last-event-id'] === '2') response.writeHead(204).end();
      else
        response
          .writeHead(200, { 'Content-Type': 'text/event-stream' })
          .end(headers['last-event-id'] === '1' ? 'id: 2\ndata: b\n\n' : 'id: 1\ndata: a\n\n');
    };
    const state = file('events.id');
    await run('events.mjs', origin, state, 0);
    expect(lines).toEqual([
      'message a',
      'again in 0 ms: the stream ended',
      'message b',
      'again in 0 ms: the stream ended',
    ]);
    expect(readFileSync(state, 'utf8')).toBe('2');
  });

  test('pages.mjs', async () => {
    handle = (request, response) => {
      const { pathname, searchParams } = new URL(`${origin}${request.url}`);
      const second = searchParams.has('page') || searchParams.has('after');
      if (pathname === '/issues') {
        if (!second) response.setHeader('Link', '<?per_page=2&page=2>; rel="next"');
        const numbers = second ? [3, 4] : [1, 2];
        response.end(JSON.stringify(numbers.map((number) => ({ number, title: `issue ${number}` }))));
      } else if (pathname === '/users') {
        response.end(
          JSON.stringify({ data: [{ name: second ? 'Grace' : 'Ada' }], meta: { next: second ? null : 'x' } }),
        );
      } else {
        request.setEncoding('utf8').on('data', (body: string) => {
          const first = JSON.parse(body).variables.after === null;
          const posts = { nodes: [{ title: first ? 'One' : 'Two' }], pageInfo: { endCursor: first ? 'x' : null } };
          response.end(JSON.stringify({ data: { posts } }));
        });
      }
    };
    await run('pages.mjs', origin);
    expect(lines).toEqual(['#1 issue 1', '#2 issue 2', '#3 issue 3', 'Ada', 'Grace', 'One', 'Two']);
  });

  test('resume.mjs', async () => {
    const content = Buffer.alloc(100_000, 'abc');
    let requests = 0;
    handle = ({ headers }, response) => {
      const start = Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
      const range = start === 0 ? {} : { 'Content-Range': `bytes ${start}-99999/100000` };
      response.writeHead(start === 0 ? 200 : 206, { ETag: '"a"', 'Content-Length': 100_000 - start, ...range });
      if (++requests === 1) response.write(content.subarray(0, 50_000), () => setImmediate(() => response.destroy()));
      else response.end(content.subarray(start));
    };
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const path = file('file');
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    await run('resume.mjs', origin, path, digest, 0);
    expect(lines).toEqual([expect.stringMatching(/^broke off: [A-Z_]+$/), 'complete: 100000 bytes after 2 attempts']);
    expect(readFileSync(path).equals(content)).toBe(true);
  });
});

test('unit-test.mjs', async () => {
  const tests: [title: string, body: () => Promise<void>][] = [];
  jest.unstable_mockModule('node:test', () => ({ test: (...each: (typeof tests)[number]) => tests.push(each) }));
  await import(new URL('unit-test.mjs', folder).href);
  expect(tests).toHaveLength(3);
  for (const [, body] of tests) await body();
});

test.each([
  'login',
  'download',
  'upload',
  'auth-and-retry',
  'own-transport',
  'unit-test',
  'stream-chat',
  'events',
  'pages',
  'resume',
])('%s.mjs is short, and found from the README and examples/README.md', (name) => {
  expect(readFileSync(new URL(`${name}.mjs`, folder), 'utf8').split('\n').length).toBeLessThanOrEqual(60);
  for (const page of ['README.md', '../README.md']) {
    expect(readFileSync(new URL(page, folder), 'utf8')).toContain(`${name}.mjs`);
  }
});
