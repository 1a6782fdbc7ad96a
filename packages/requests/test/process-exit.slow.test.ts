import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http2 from 'node:http2';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundleForNode } from '@req/test-support/bundle';
import { testCertificates } from '@req/test-support/test-certificates';
import type { TestCertificates } from '@req/testserver';

/** Runs in a process of its own, which only its requests keep alive. */
const SCRIPT = `
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import { Session } from '@req/core';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { UndiciTransport } from '@req/transport-undici';
import nodeFetch from 'node-fetch';
const { name, origin, ca, what } = JSON.parse(process.argv[2]);
const transport = {
  undici: () => new UndiciTransport(),
  'undici with HTTP/2': () => new UndiciTransport({ http2: true }),
  'node-fetch': () => new FetchTransport(nodeFetch),
  "the platform's fetch": () => new FetchTransport(globalThis.fetch),
  axios: () => new AxiosTransport(),
  'an axios instance': () => new AxiosTransport(axios.create()),
}[name]();
const session = new Session({ transport, trustEnv: false, ...(ca !== null && { verify: Buffer.from(ca) }) });
const url = (path) => origin + path;
const kept = (globalThis.kept = []);
const streamed = async (path, options) => {
  const response = await session.get(url(path), { stream: true, ...options });
  kept.push(response);
  return response;
};
if (what === 'unread') {
  for (const path of ['/stalls', '/endless', '/small']) {
    await streamed(path);
    await streamed(path, { timeout: 600_000 });
    await streamed(path, { timeout: { total: 600_000 } });
    await streamed(path, { signal: new AbortController().signal });
    kept.push(await session.asFetch()(url(path)));
    const half = await streamed(path);
    console.log(path, half.statusCode, (await half.iterContent().next()).value.length > 0);
  }
} else {
  console.log((await (await streamed('/slow')).read()).toString());
  const half = (await streamed('/slow')).iterContent();
  console.log((await half.next()).value.toString(), (await half.next()).value.toString());
  console.log(await (await session.asFetch()(url('/slow'))).text());
  // On a connection whose previous response was left unread for a while.
  const small = await streamed('/small');
  await session.get(url('/slow'));
  await small.read();
  console.log((await session.get(url('/slow'))).text);
  const directory = mkdtempSync(join(tmpdir(), 'req-exit-'));
  console.log(await (await streamed('/slow')).save(join(directory, 'file')));
  rmSync(directory, { recursive: true });
  console.log('read');
}
`;

/** Long enough for a process that nothing keeps alive to exit first. */
const PAUSE = 100;

function answer(socket: net.Socket): void {
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    const path = /^\w+ (?:https?:\/\/[^/]+)?(\S+)/.exec(chunk.toString('latin1'))?.[1];
    const head = (length: number): string => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`;
    if (path === '/stalls') socket.write(`${head(1000)}some`);
    else if (path === '/endless') socket.write(head(2 ** 40) + 'x'.repeat(8 * 1024 * 1024));
    else if (path === '/small') socket.write(`${head(5)}small`);
    else {
      socket.write(`${head(8)}slow`);
      setTimeout(() => socket.write('body'), PAUSE);
    }
  });
}

function answerStream(stream: http2.ServerHttp2Stream, { ':path': path }: http2.IncomingHttpHeaders): void {
  stream.on('error', () => {});
  const length = { '/stalls': 1000, '/endless': 2 ** 40, '/small': 5 }[path as string] ?? 8;
  stream.respond({ ':status': 200, 'content-length': length });
  if (path === '/stalls') stream.write('some');
  else if (path === '/endless') stream.write('x'.repeat(10_000));
  else if (path === '/small') stream.end('small');
  else {
    stream.write('slow');
    setTimeout(() => stream.end('body'), PAUSE);
  }
}

let directory: string;
let script: string;
let plain: net.Server;
let secure: tls.Server;
let multiplexed: http2.Http2SecureServer;
let certificates: TestCertificates;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'req-process-exit-'));
  script = join(directory, 'script.mjs');
  await bundleForNode(script, { stdin: { contents: SCRIPT, resolveDir: import.meta.dirname, loader: 'js' } });
  plain = net.createServer(answer);
  certificates = await testCertificates();
  secure = tls.createServer({ ...certificates.server }, answer);
  multiplexed = http2.createSecureServer({ ...certificates.server });
  multiplexed.on('stream', answerStream);
  multiplexed.on('session', (session) => session.on('error', () => {}));
  for (const server of [plain, secure, multiplexed])
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => {
  plain.close();
  secure.close();
  multiplexed.close();
  rmSync(directory, { recursive: true });
});

async function run(name: string, what: 'unread' | 'read', overTls: boolean): Promise<string[]> {
  const server = name === 'undici with HTTP/2' ? multiplexed : overTls ? secure : plain;
  const { port } = server.address() as net.AddressInfo;
  const input = JSON.stringify({
    name,
    what,
    origin: overTls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    ca: overTls ? certificates.ca : null,
  });
  // Killed if it does not exit, before jest's own limit.
  const { stdout } = await promisify(execFile)(process.execPath, [script, input], { timeout: 25_000 });
  return stdout.trim().split('\n');
}

const CLIENTS: readonly [name: string, overTls: boolean][] = [
  ['undici', false],
  ['undici', true],
  ['undici with HTTP/2', true],
  ['node-fetch', false],
  ['node-fetch', true],
  ["the platform's fetch", false],
  ['axios', false],
  ['an axios instance', false],
];

describe.each(CLIENTS)('a process over %s (over TLS: %s)', (name, overTls) => {
  test('exits while responses are unread and nothing is closed', async () => {
    expect(await run(name, 'unread', overTls)).toEqual(['/stalls 200 true', '/endless 200 true', '/small 200 true']);
  });

  test('stays alive while a body is awaited', async () => {
    expect(await run(name, 'read', overTls)).toEqual(['slowbody', 'slow body', 'slowbody', 'slowbody', '8', 'read']);
  });
});
