import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { queryObjects } from 'node:v8';
import { afterEach, describe, expect, test } from '@jest/globals';
import { connectProxy, type ProxyLog } from '@req/test-support/connect-proxy';
import { refusedPort } from '@req/test-support/ports';
import { eventually } from '@req/test-support/waiting';
import { ClientExchange } from '../src/http/client-exchange.ts';
import { NodeAgents } from '../src/http/node-agents.ts';
import { PooledAgent } from '../src/http/pooled-agent.ts';
import { authority, localhost } from './support/certificates.ts';
import { exchange, prepared } from './support/exchange.ts';
import { DEFAULT_TLS, proxyAt } from './support/opened.ts';
import { connections, echo, listen } from './support/servers.ts';

let agents = new NodeAgents();
const trusting = { ...DEFAULT_TLS, ca: authority.cert };

afterEach(async () => {
  await agents.close();
  agents = new NodeAgents();
});

function gone(server: net.Server): Promise<void> {
  return eventually(() => connections(server).length === 0);
}

describe('a pool', () => {
  test('keeps a socket for the next request, whose reusedSocket is true', async () => {
    const server = http.createServer(echo);
    const url = `http://127.0.0.1:${await listen(server)}/`;
    const first = await exchange(agents, prepared(url));
    const second = await exchange(agents, prepared(url));
    expect([first.clientRequest.reusedSocket, second.clientRequest.reusedSocket]).toEqual([false, true]);
    expect(connections(server)).toHaveLength(1);
  });

  test('never uses a socket without certificate check for a request that verifies', async () => {
    const url = `https://localhost:${await listen(https.createServer(localhost, echo))}/`;
    await exchange(agents, prepared(url, { tls: { ...DEFAULT_TLS, verify: false } }));
    await expect(exchange(agents, prepared(url))).rejects.toMatchObject({ name: 'SSLError' });
    const good = await exchange(agents, prepared(url, { tls: { ...trusting } }));
    expect(good.clientRequest.reusedSocket).toBe(false);
    const again = await exchange(agents, prepared(url, { tls: { ...trusting } }));
    expect(again.clientRequest.reusedSocket).toBe(true);
  });

  test('never uses a tunnel with other credentials', async () => {
    const to = await listen(https.createServer(localhost, echo));
    const log: ProxyLog = { heads: [], tunnels: [] };
    const url = `http://127.0.0.1:${await listen(net.createServer(connectProxy({ to, log })))}`;
    for (const user of ['a', 'b', 'a']) {
      const proxy = proxyAt(url, { 'Proxy-Authorization': user });
      expect((await exchange(agents, prepared('https://localhost/', { tls: trusting, proxy }))).status).toBe(200);
    }
    expect(log.heads.map((head) => /Authorization: (.)/.exec(head)?.[1])).toEqual(['a', 'b']);
  });

  test('is forgotten once its sockets are closed and many others were made', async () => {
    const server = http.createServer((_, response) => response.setHeader('Connection', 'close').end());
    const url = `http://127.0.0.1:${await listen(server)}`;
    for (let i = 0; i < 400; i++) {
      // Over TLS the credentials belong to the tunnel, and its pool is used for no others. This proxy makes none.
      const proxy = proxyAt(url, { 'Proxy-Authorization': `user ${i}` });
      await expect(exchange(agents, prepared('https://a.test/', { proxy }))).rejects.toThrow();
    }
    // Those of other tests are among them.
    await eventually(() => queryObjects(PooledAgent, { format: 'count' }) < 200);
  });

  test('closes an idle socket after the idle timeout', async () => {
    agents = new NodeAgents({ idleTimeout: 60 });
    const server = http.createServer(echo);
    await exchange(agents, prepared(`http://127.0.0.1:${await listen(server)}/`));
    expect(connections(server)).toHaveLength(1);
    await gone(server);
  });

  test('does not keep a socket that the server will close within a second', async () => {
    const server = net.createServer((socket) =>
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n')),
    );
    await exchange(agents, prepared(`http://127.0.0.1:${await listen(server)}/`));
    await gone(server);
  });

  test('closes an idle socket that receives unsolicited bytes', async () => {
    const reply = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const server = net.createServer((socket) =>
      socket.once('data', () => {
        socket.write(reply('mine'));
        setTimeout(() => socket.write(reply('poison')), 20);
      }),
    );
    const url = `http://127.0.0.1:${await listen(server)}/`;
    expect((await exchange(agents, prepared(url))).text).toBe('mine');
    await gone(server);
    expect((await exchange(agents, prepared(url))).text).toBe('mine');
  });

  test('opens another socket when the server has closed an idle one', async () => {
    const server = http.createServer(echo);
    const url = `http://127.0.0.1:${await listen(server)}/`;
    await exchange(agents, prepared(url));
    for (const socket of connections(server)) socket.destroy();
    await gone(server);
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect((await exchange(agents, prepared(url))).clientRequest.reusedSocket).toBe(false);
  });

  test('keeps to maxSockets, also while sockets are being opened', async () => {
    agents = new NodeAgents({ maxSockets: 2 });
    let open = 0;
    let most = 0;
    const server = https.createServer(localhost, (request, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        echo(request, response);
      }, 10);
    });
    let sockets = 0;
    server.on('connection', () => sockets++);
    const url = `https://localhost:${await listen(server)}/`;
    const all = await Promise.all([1, 2, 3, 4, 5, 6].map(() => exchange(agents, prepared(url, { tls: trusting }))));
    expect(all.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect([most, sockets]).toEqual([2, 2]);
  });

  test('serves all requests in the queue although the server closes each socket', async () => {
    agents = new NodeAgents({ maxSockets: 1 });
    let sockets = 0;
    const server = http.createServer((request, response) => {
      response.setHeader('Connection', 'close');
      echo(request, response);
    });
    server.on('connection', () => sockets++);
    const url = `http://127.0.0.1:${await listen(server)}/`;
    const all = await Promise.all([1, 2, 3, 4].map(() => exchange(agents, prepared(url))));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(sockets).toBe(4);
  });

  test('without keepAlive closes each socket after its response', async () => {
    agents = new NodeAgents({ keepAlive: false });
    const server = http.createServer(echo);
    await exchange(agents, prepared(`http://127.0.0.1:${await listen(server)}/`));
    await gone(server);
  });

  test('disables the Nagle algorithm', async () => {
    const port = await listen(http.createServer(echo));
    let socket: net.Socket | undefined;
    await exchange(agents, prepared(`http://127.0.0.1:${port}/`), (request) =>
      request.once('socket', (given) => {
        socket = given;
      }),
    );
    const symbols = Object.getOwnPropertySymbols(socket).filter((symbol) => symbol.description === 'kSetNoDelay');
    expect(symbols.map((symbol) => (socket as unknown as Record<symbol, unknown>)[symbol])).toEqual([true]);
  });
});

describe('close', () => {
  test('leaves no idle socket', async () => {
    const server = http.createServer(echo);
    await exchange(agents, prepared(`http://127.0.0.1:${await listen(server)}/`));
    await Promise.all([agents.close(), agents.close()]);
    await gone(server);
  });

  test('lets exchanges in progress finish, and closes their sockets', async () => {
    let answer: (() => void) | null = null;
    const server = http.createServer((request, response) => {
      answer = () => echo(request, response);
    });
    const under = exchange(agents, prepared(`http://127.0.0.1:${await listen(server)}/x`));
    await eventually(() => answer !== null);
    await agents.close();
    (answer as (() => void) | null)?.();
    expect((await under).status).toBe(200);
    await gone(server);
  });

  test('makes agentFor throw ConnectionError, and an agent made before fail its request', async () => {
    const port = await refusedPort();
    const agent = agents.agentFor(new ClientExchange(prepared(`http://127.0.0.1:${port}/`)));
    await agents.close();
    expect(() => agents.agentFor(new ClientExchange(prepared('http://a.test/')))).toThrow('The transport is closed.');
    const error = await new Promise((resolve) => http.get({ port, agent }).on('error', resolve));
    expect(error).toMatchObject({ name: 'ConnectionError' });
  });
});
