import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { socksProxy } from '@req/test-support/socks-proxy';
import { eventually } from '@req/test-support/waiting';
import { type FullBacklog, fullBacklog } from '@req/transport-conformance';
import { NodeAgents } from '../src/http/node-agents.ts';
import { openSocket } from '../src/net/open-socket.ts';
import { exchange, prepared } from './support/exchange.ts';
import { DEFAULT_TLS, proxyAt } from './support/opened.ts';
import { connections, listen } from './support/servers.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sockets of this process, those being connected included. */
function socketCount(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

function allGone(server: net.Server): Promise<void> {
  return eventually(() => connections(server).length === 0);
}

let agents: NodeAgents;
let full: FullBacklog;
const fullPort = (): number => Number(new URL(full.url).port);
let before: number;

beforeAll(async () => {
  full = await fullBacklog();
});
afterAll(() => full.close());
beforeEach(() => {
  agents = new NodeAgents();
  before = socketCount();
});
afterEach(() => agents.close());

/** Starts a request that never gets a socket and returns it with the promise of its error. */
function start(url: string, more = {}) {
  let clientRequest: http.ClientRequest | undefined;
  const failed = exchange(agents, prepared(url, more), (seen) => {
    clientRequest = seen;
  }).catch((error) => error);
  return { clientRequest: clientRequest as http.ClientRequest, failed };
}

describe('giving up', () => {
  test('while connecting destroys the socket and does not call back', async () => {
    let calls = 0;
    const target = { host: '127.0.0.1', port: fullPort(), secure: false, tls: DEFAULT_TLS, proxy: null };
    const opening = openSocket(target, () => calls++);
    await eventually(() => socketCount() === before + 1);
    opening.destroy();
    opening.destroy();
    await eventually(() => socketCount() === before);
    expect(calls).toBe(0);
  });

  test.each(['tls', 'connect', 'socks'])('during a silent %s handshake destroys the socket', async (kind) => {
    const asked: string[] = [];
    const server = net.createServer(
      kind === 'socks' ? socksProxy({ asked, silent: true }) : (socket) => socket.resume(),
    );
    const port = await listen(server);
    const proxy = kind === 'tls' ? null : proxyAt(`${kind === 'socks' ? 'socks5h' : 'http'}://127.0.0.1:${port}`);
    let calls = 0;
    const target = { host: '127.0.0.1', port, secure: true, tls: DEFAULT_TLS, proxy };
    const opening = openSocket(target, () => calls++);
    await eventually(() => connections(server).length === 1);
    opening.destroy();
    await allGone(server);
    expect(calls).toBe(0);
  });

  test('before anything has started works too', async () => {
    let calls = 0;
    openSocket(
      { host: 'a', port: 1, secure: false, tls: DEFAULT_TLS, proxy: proxyAt('nonsense') },
      () => calls++,
    ).destroy();
    openSocket(
      { host: '127.0.0.1', port: fullPort(), secure: false, tls: DEFAULT_TLS, proxy: null },
      () => calls++,
    ).destroy();
    await pause(30);
    expect(calls).toBe(0);
    expect(socketCount()).toBe(before);
  });
});

describe('a request that is destroyed before it has a socket', () => {
  test('ends at once with its own error, and its connection is closed', async () => {
    const { clientRequest, failed } = start(full.url);
    await eventually(() => socketCount() === before + 1);
    const reason = new Error('enough');
    clientRequest.destroy(reason);
    expect(await failed).toBe(reason);
    await eventually(() => socketCount() === before);
    await agents.close();
  });

  test('ends at once during a TLS handshake', async () => {
    const server = net.createServer((socket) => socket.resume());
    const { clientRequest, failed } = start(`https://127.0.0.1:${await listen(server)}/`);
    await eventually(() => connections(server).length === 1);
    clientRequest.destroy(new Error('enough'));
    expect((await failed).message).toBe('enough');
    await allGone(server);
  });

  test('ends at once while it waits because of maxSockets, and the others continue', async () => {
    await agents.close();
    agents = new NodeAgents({ maxSockets: 1 });
    const waiting: http.ServerResponse[] = [];
    const server = http.createServer((_request, response) => waiting.push(response));
    const url = `http://127.0.0.1:${await listen(server)}/`;
    const first = exchange(agents, prepared(url));
    const second = start(url);
    const third = exchange(agents, prepared(url));
    await eventually(() => waiting.length === 1);
    second.clientRequest.destroy(new Error('enough'));
    expect((await second.failed).message).toBe('enough');
    waiting[0]?.end('ok');
    expect((await first).text).toBe('ok');
    await eventually(() => waiting.length === 2);
    waiting[1]?.end('ok');
    expect((await third).text).toBe('ok');
  });

  test('lets the next in the queue connect', async () => {
    await agents.close();
    agents = new NodeAgents({ maxSockets: 1 });
    const silent: net.Socket[] = [];
    let secureNow = false;
    const server = net.createServer((socket) => {
      if (secureNow) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      else silent.push(socket);
    });
    const port = await listen(server);
    const proxy = proxyAt(`http://127.0.0.1:${port}`);
    const first = start('https://a.test/', { proxy });
    const second = start('https://a.test/', { proxy });
    await eventually(() => silent.length === 1);
    secureNow = true;
    first.clientRequest.destroy(new Error('enough'));
    expect((await first.failed).message).toBe('enough');
    // The answer is no TLS: but it is the second request that got it.
    expect((await second.failed).name).toBe('SSLError');
  });
});

describe('when connecting fails', () => {
  test('every request in the queue gets an error', async () => {
    await agents.close();
    agents = new NodeAgents({ maxSockets: 2 });
    const port = await listen(tls.createServer());
    const url = `https://127.0.0.1:${port}/`;
    const errors = await Promise.all([1, 2, 3, 4, 5].map(() => start(url).failed));
    expect(errors.map((error) => error.name)).toEqual(Array(5).fill('SSLError'));
  });
});
