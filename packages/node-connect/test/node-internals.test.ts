import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { HeaderMap } from '@req/core';
import { ClientExchange } from '../src/http/client-exchange.ts';
import { NodeAgents } from '../src/http/node-agents.ts';
import { requestOf } from '../src/http/node-internals/socket-request.ts';
import { writeRequestHead } from '../src/http/request-head/write.ts';
import { prepared } from './support/exchange.ts';
import { listen } from './support/servers.ts';

let agents = new NodeAgents();

afterEach(async () => {
  await agents.close();
  agents = new NodeAgents();
});

describe('the internals of node:http', () => {
  test('are known in this major version', () => {
    const major = Number(process.versions.node.split('.', 1)[0]);
    expect(major).toBeGreaterThanOrEqual(20);
    expect(major).toBeLessThanOrEqual(26);
  });

  test.each(['addRequest', 'createSocket', 'keepSocketAlive', 'reuseSocket', 'getName'])('Agent has %s', (name) => {
    expect(typeof (http.Agent.prototype as unknown as Record<string, unknown>)[name]).toBe('function');
  });

  test.each(['onSocket', '_storeHeader'])('ClientRequest has %s', (name) => {
    expect(typeof (http.ClientRequest.prototype as unknown as Record<string, unknown>)[name]).toBe('function');
  });

  test('a socket knows the request that it serves, and that its response', async () => {
    const port = await listen(http.createServer((_, response) => response.end('body')));
    const exchange = new ClientExchange(prepared(`http://127.0.0.1:${port}/`));
    const clientRequest = agents.request(exchange);
    clientRequest.end();
    const incoming = await exchange.response(clientRequest);
    const { socket } = incoming;
    expect(requestOf(socket)).toBe(clientRequest);
    expect(requestOf(socket)?.res).toBe(incoming);
    incoming.resume();
    await new Promise((resolve) => clientRequest.once('close', resolve));
    expect(requestOf(socket)).toBeNull();
  });
});

test('where Node cannot store a head as a list, its documented methods set the same lines one by one', async () => {
  let head = '';
  const server = net.createServer((socket) =>
    socket.on('data', (chunk) => {
      head += chunk.toString('latin1');
      if (head.endsWith('body')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    }),
  );
  const port = await listen(server);
  const headers = new HeaderMap([
    ['x-tWice', '1'],
    ['Accept', '*/*'],
    ['X-TWICE', '2'],
    ['Content-Length', '4'],
  ]);
  const request = prepared('http://a.test/x/../y', { method: 'pUrge', headers });
  const clientRequest = http.request({ port, headers: { 'X-Client': '1' }, agent: false });
  Object.defineProperty(clientRequest, '_storeHeader', { configurable: true, value: undefined });
  writeRequestHead(clientRequest, request, { target: '/x/../y', host: 'a.test', absolute: false } as never);
  Reflect.deleteProperty(clientRequest, '_storeHeader');
  clientRequest.end('body');
  await new Promise((resolve) => clientRequest.once('response', (response) => response.resume().on('end', resolve)));
  expect(head).toBe(
    'pUrge /x/../y HTTP/1.1\r\nHost: a.test\r\nx-tWice: 1\r\nx-tWice: 2\r\nAccept: */*\r\nContent-Length: 4\r\n\r\nbody',
  );
});
