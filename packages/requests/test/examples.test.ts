import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { authority, certify, LOOPBACK_NAMES } from '@req/test-support/certify';
import { connectProxy } from '@req/test-support/connect-proxy';
import { socksProxy } from '@req/test-support/socks-proxy';
import { startTcpServer } from '@req/test-support/tcp-server';
import { type RunningServer, startHttpbin } from '@req/testserver';

const folder = new URL('../../../examples/', import.meta.url);
type Main = (...args: unknown[]) => Promise<unknown>;
type Server = Pick<RunningServer, 'origin' | 'close'>;
type StartServer = (where?: string) => Promise<Server>;

/** httpbin, and the server of the examples. */
let httpbin: RunningServer;
let here: Server;
let startServer: StartServer;
let directory: string;
let lines: string[];
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'req-examples-'));
  ({ startServer } = (await import(new URL('server.mjs', folder).href)) as { startServer: StartServer });
  httpbin = await startHttpbin();
  here = await startServer();
});
afterAll(async () => {
  await httpbin.close();
  await here.close();
  rmSync(directory, { recursive: true });
});
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

/** A writable that remembers what was written, as text. */
function memory(): Writable & { text: string } {
  const writable = new Writable({
    write(chunk, _encoding, done) {
      Object.assign(writable, { text: `${(writable as Writable & { text: string }).text}${chunk}` });
      done();
    },
  });
  return Object.assign(writable, { text: '' });
}

test.each<[program: string, printed: unknown[]]>([
  ['get-json.mjs', ['200 OK application/json', '{"q":"cats & dogs","tag":["small","grey"]} my-app/1.0']],
  [
    'forms.mjs',
    [
      'application/x-www-form-urlencoded {"likes":["maths","machines"],"name":"Ada"}',
      'application/json {"born":1815,"name":"Ada"}',
      'text/plain any text',
    ],
  ],
  ['many-files.mjs', ['{"album":"Holidays"} ["notes","photo","table"] day,weather\n1,sun', 'multipart/form-data']],
  ['login.mjs', ['redirects: 1 cookies: {"token":"abc"}', 'account: user', 'after restart: {"token":"abc"}']],
  ['auth.mjs', ['basic: ada', 'bearer: true', 'digest: ada', 'both: Bearer token secret']],
  ['timeouts.mjs', ['Too slow: TIMEOUT', 'Stopped: The user went away']],
  [
    'redirects.mjs',
    [
      '302 /redirect/2',
      '302 /relative-redirect/1',
      '200 /get',
      'would go to /relative-redirect/1',
      'would go to /get',
      'Exceeded 3 redirects.',
    ],
  ],
  [
    'errors.mjs',
    [
      'The server says 404',
      'Too slow (READ_TIMEOUT)',
      'No connection (ECONNREFUSED)',
      'Not JSON, but text/html; charset=utf-8',
      'Round and round',
      expect.stringMatching(/^MISSING_SCHEMA: .*https:\/\/httpbin\.org\/get/),
    ],
  ],
  ['stream-lines.mjs', [...Array(3).fill(expect.stringMatching(/^\{"url"/)), '3 lines are enough']],
  [
    'observing.mjs',
    [
      'a1 [[302,1],[200,1]]',
      'The service cannot be used / HTTP_ERROR',
      ...['request', 'connection', 'sent', 'firstByte', 'response', 'end'].map((type) => `· ${type}`),
      'reused true',
    ],
  ],
  ['tracing.mjs', ['GET 302', 'GET 200', 'GET /status/{code} 204', '204']],
  ['sdk-fetch.mjs', ['{"hello":"world"} mine']],
])('%s', async (name, printed) => {
  await run(name, httpbin.origin);
  expect(lines).toEqual(printed);
});

test.each<[program: string, printed: unknown[]]>([
  ['oauth2.mjs', ['200 Ada Bearer token-1', '200 Ada Bearer token-1', '200 Ada Bearer token-2']],
  ['ndjson.mjs', ['0 Ada', '1 Grace', 'imported: 204']],
  ['mount.mjs', ['undici 200', 'http 200', '{"darkMode":true}']],
  ['graphql.mjs', ['Grace', 'failed: No such user']],
  [
    'schema.mjs',
    ['[{"name":"Ada"},{"name":"Grace"}]', 'INVALID_JSON_ERROR [{"message":"must be a user with a name","path":[0]}]'],
  ],
  ['big-integers.mjs', ['rounded: 9007199254740992', 'exact: 9007199254740993', 'exact: 9007199254740993']],
  ['encodings.mjs', ['ISO-8859-1 crÃ¨me brÃ»lÃ©e', 'detected: utf-8', 'utf-8 crème brûlée', 'crème brûlée']],
])('%s', async (name, printed) => {
  await run(name, here.origin);
  expect(lines).toEqual(printed);
});

test.each<[program: string, printed: unknown[]]>([
  ['auth-and-retry.mjs', ['200 {"hello":"world"}']],
  ['webhook.mjs', ['shared secret 204', 'a guess 403']],
])('%s', async (name, printed) => {
  await run(name);
  expect(lines).toEqual(printed);
});

test('retry.mjs', async () => {
  const busy = await startServer();
  jest.spyOn(Math, 'random').mockReturnValue(0); // no jitter
  await run('retry.mjs', busy.origin);
  await busy.close();
  expect(lines).toEqual([
    'retry 1 (status) in 0 ms',
    'retry 2 (status) in 200 ms',
    '200 {"ready":true} after 3 attempts',
  ]);
});

test('crawl.mjs', async () => {
  await run('crawl.mjs', `${here.origin}/`);
  expect(lines.sort()).toEqual(['200 /', '200 /a', '200 /b', '404 /missing']);
});

test('logging.mjs', async () => {
  await run('logging.mjs', httpbin.origin, {
    info: (line: string) => lines.push(line),
    error: (line: string) => lines.push(line),
  });
  expect(lines).toEqual([
    expect.stringMatching(/^GET http:\/\/\S+\/get\?api_key=\*\*\* 200 OK, \d+ bytes, \d+ ms$/),
    expect.stringMatching(/^GET http:\/\/\S+\/redirect\/1 302 /),
    expect.stringMatching(/^GET http:\/\/\S+\/get 200 /),
    '200 true ***',
  ]);
});

test('cookies-on-disk.mjs', async () => {
  const path = join(directory, 'cookies.json');
  await run('cookies-on-disk.mjs', httpbin.origin, path);
  await run('cookies-on-disk.mjs', httpbin.origin, path);
  expect(lines).toEqual(['visits before: 0 and now: 1', 'visits before: 1 and now: 2']);
});

test('download.mjs', async () => {
  const path = join(directory, 'download.bin');
  await run('download.mjs', `${httpbin.origin}/bytes/100000`, path);
  expect(readFileSync(path)).toHaveLength(100_000);
  expect(lines.at(-2)).toBe('100 % and counting');
  expect(lines.at(-1)).toBe('saved 100000 bytes');
});

test('upload.mjs', async () => {
  await run('upload.mjs', httpbin.origin);
  const { length } = readFileSync(new URL('upload.mjs', folder));
  expect(lines).toEqual([`sent ${length} bytes`, `PUT ${length}`, 'POST An example true']);
});

test('progress-bar.mjs', async () => {
  const terminal = Object.assign(memory(), { isTTY: true });
  await run('progress-bar.mjs', httpbin.origin, undefined, terminal);
  expect(lines).toEqual(['sent']);
  expect(terminal.text.split('\r').at(-1)).toMatch(/^█{30} 100 % {2}\d+\.\d MB\/s \n$/);

  const pipe = Object.assign(memory(), { isTTY: false });
  await run('progress-bar.mjs', httpbin.origin, undefined, pipe);
  expect(pipe.text).toBe('');
});

test('proxies.mjs', async () => {
  const port = Number(new URL(here.origin).port);
  const url = 'http://users.example/users';
  const http = await startTcpServer((socket) => void socket.pipe(net.connect(port, '127.0.0.1')).pipe(socket));
  const socks = await startTcpServer(socksProxy({ to: port, asked: [] }));
  await run('proxies.mjs', url, http.origin, `socks5h://127.0.0.1:${socks.port}`);
  expect(lines).toEqual(['http: 200', 'socks5h: 200']);

  const closed = await startTcpServer(connectProxy({ answer: 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n' }));
  await run('proxies.mjs', 'https://users.example/', closed.origin);
  expect(lines.at(-1)).toBe('http: wants a password');
  await Promise.all([http, socks, closed].map((proxy) => proxy.close()));
});

test('tls.mjs', async () => {
  const client = certify({ name: 'client' });
  const tls = { ...certify({ name: 'localhost', names: LOOPBACK_NAMES }), ca: authority().cert, requestCert: true };
  const server = await startHttpbin({ tls });
  const files = { ca: authority().cert, cert: client.cert, key: client.key };
  for (const [name, pem] of Object.entries(files)) writeFileSync(join(directory, `${name}.pem`), pem);
  await run('tls.mjs', `${server.origin}/get`, ...Object.keys(files).map((name) => join(directory, `${name}.pem`)));
  await server.close();
  expect(lines).toEqual(['not trusted: SELF_SIGNED_CERT_IN_CHAIN', 'trusted: 200']);
});

test('unix-socket.mjs', async () => {
  const path = join(directory, 'app.sock');
  const server = await startServer(path);
  await run('unix-socket.mjs', path, '/users');
  await server.close();
  expect(lines).toEqual(['Ada', 'Grace']);
});

describe('cli.mjs', () => {
  const call = async (...args: string[]) => {
    const streams = { stdin: Readable.from(['from stdin']), stdout: memory(), stderr: memory() };
    const status = await run('cli.mjs', args, streams);
    return { status, stdout: streams.stdout.text, stderr: streams.stderr.text };
  };

  test('writes the body to stdout', async () => {
    const { status, stdout, stderr } = await call('-H', 'X-A: b:c', `${httpbin.origin}/get`);
    expect([status, JSON.parse(stdout).headers['X-A'], stderr]).toEqual([0, 'b:c', '']);
  });

  test('sends stdin, and writes to a file', async () => {
    const path = join(directory, 'out.json');
    expect(await call('-d', '-', '-o', path, `${httpbin.origin}/post`)).toMatchObject({ status: 0, stdout: '' });
    expect(JSON.parse(readFileSync(path, 'utf8')).data).toBe('from stdin');
  });

  test.each<[status: number, args: (origin: string) => string[], message: RegExp]>([
    [22, (origin) => [`${origin}/status/404`], /^404 Client Error/],
    [7, () => ['http://127.0.0.1:9/'], /ECONNREFUSED/],
    [1, () => ['nowhere'], /No scheme/],
    [2, () => ['--bad'], /--bad/],
    [2, () => [], /Which URL/],
  ])('exits with %i', async (status, args, message) => {
    expect(await call(...args(httpbin.origin))).toEqual({ status, stdout: '', stderr: expect.stringMatching(message) });
  });
});

test('own-transport.mjs', async () => {
  expect(await run('own-transport.mjs', `${httpbin.origin}/redirect/1`, ['response head', 'abort'])).toBe(true);
  expect(lines.slice(0, 2)).toEqual([
    expect.stringMatching(/^GET \/redirect\/1 302 \d+ ms$/),
    expect.stringMatching(/^GET \/get 200 \d+ ms$/),
  ]);
});

describe('with a server of its own,', () => {
  let own: ReturnType<typeof createServer>;
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
  const file = (name: string): string => join(directory, name);

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

describe('the programs', () => {
  const text = (path: string): string => readFileSync(new URL(path, folder), 'utf8');
  const programs = readdirSync(folder).filter((name) => name.endsWith('.mjs') && name !== 'server.mjs');

  test('are all run here, but for quickstart.mjs, which is a command', () => {
    const here = readFileSync(new URL(import.meta.url), 'utf8');
    expect(programs.filter((name) => !here.includes(`'${name}'`))).toEqual([]);
  });

  test('have less than 60 lines', () => {
    const long = programs.filter((name) => text(name).trimEnd().split('\n').length >= 60);
    expect(long.filter((name) => name !== 'quickstart.mjs')).toEqual([]);
  });

  test('are found from README.md and examples/README.md', () => {
    expect(programs.filter((name) => !text('README.md').includes(`](${name})`))).toEqual([]);
    expect(programs.filter((name) => !text('../README.md').includes(`](examples/${name})`))).toEqual([]);
  });
});
