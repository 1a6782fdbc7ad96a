import { once } from 'node:events';
import type http from 'node:http';
import type net from 'node:net';
import { afterEach } from '@jest/globals';

/** Closed after each test. */
const open: { server: net.Server; sockets: Set<net.Socket> }[] = [];

/** Listens on a free port of loopback; the server and its sockets are closed after the test. */
export async function listen(server: net.Server, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<net.Socket>();
  open.push({ server, sockets });
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

/** Responds with method, target and host of the request. */
export function echo(request: http.IncomingMessage, response: http.ServerResponse): void {
  response.end(`${request.method} ${request.url} ${request.headers.host}`);
}

/** The server's side of each connection, oldest first. */
export function connections(server: net.Server): net.Socket[] {
  const entry = open.find((one) => one.server === server);
  return [...(entry?.sockets ?? [])];
}

afterEach(async () => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    if (server.listening) {
      server.close();
      await once(server, 'close');
    }
  }
});
