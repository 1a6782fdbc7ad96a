import http from 'node:http';
import https from 'node:https';
import { afterEach, describe, expect, test } from '@jest/globals';
import { NodeAgents } from '../src/node-agents.ts';
import { authority, localhost } from './support/certificates.ts';
import { exchange, prepared } from './support/exchange.ts';
import { DEFAULT_TLS } from './support/opened.ts';
import { connections, listen } from './support/servers.ts';

let agents = new NodeAgents();

afterEach(async () => {
  await agents.close();
  agents = new NodeAgents();
});

function echo(request: http.IncomingMessage, response: http.ServerResponse): void {
  response.end(`${request.method} ${request.url} ${request.headers.host} ${request.socket.remotePort}`);
}

describe('a pool', () => {
  test('keeps a socket for the next request, which knows that it is used again', async () => {
    const port = await listen(http.createServer(echo));
    const first = await exchange(agents, prepared(`http://127.0.0.1:${port}/`));
    const second = await exchange(agents, prepared(`http://127.0.0.1:${port}/`));
    expect(second.text).toBe(first.text);
    expect([first.clientRequest.reusedSocket, second.clientRequest.reusedSocket]).toEqual([false, true]);
  });

  test('never uses a socket whose certificate was not checked for a request that wants it checked', async () => {
    const port = await listen(https.createServer(localhost, echo));
    const url = `https://localhost:${port}/`;
    await exchange(agents, prepared(url, { tls: { ...DEFAULT_TLS, verify: false } }));
    await expect(exchange(agents, prepared(url))).rejects.toMatchObject({ name: 'SSLError' });
    const good = await exchange(agents, prepared(url, { tls: { ...DEFAULT_TLS, ca: authority.cert } }));
    expect(good.clientRequest.reusedSocket).toBe(false);
    const again = await exchange(agents, prepared(url, { tls: { ...DEFAULT_TLS, ca: authority.cert } }));
    expect(again.clientRequest.reusedSocket).toBe(true);
  });

  test('has no socket left after close', async () => {
    const server = http.createServer(echo);
    const port = await listen(server);
    await exchange(agents, prepared(`http://127.0.0.1:${port}/`));
    expect(connections(server)).toHaveLength(1);
    await agents.close();
    await agents.close();
    for (let i = 0; i < 50 && connections(server).length > 0; i++) await new Promise((done) => setTimeout(done, 10));
    expect(connections(server)).toEqual([]);
  });
});

describe('on the wire', () => {
  test('stands the target to the letter, whatever the client made of the URL', async () => {
    const port = await listen(http.createServer(echo));
    const { text } = await exchange(
      agents,
      prepared(`http://127.1:${port}/a/../b/%7e;x?q='"|&é`.replace(/["|é]/g, '')),
    );
    expect(text).toMatch(`GET /a/../b/%7e;x?q='& 127.1:${port} `);
  });
});
