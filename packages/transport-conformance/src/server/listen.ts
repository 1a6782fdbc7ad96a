import { createServer, type Server, type Socket } from 'node:net';

/** Listens on a loopback address. Half-open connections stay open for the reply. */
export function listen(host: string, port: number, onConnection: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, onConnection);
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      // An error while accepting affects the client, not this process.
      server.on('error', () => {});
      resolve(server);
    });
  });
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.');
  return address.port;
}

export function stop(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/**
 * A port of 127.0.0.1 on which nothing listens. Below the range from which the system gives ports to servers that ask
 * for any, so no other process gets it in the meantime.
 */
export async function refusedPort(): Promise<number> {
  for (;;) {
    const port = 10_240 + Math.floor(Math.random() * 20_000);
    const server = await listenIfPossible('127.0.0.1', port, (socket) => socket.destroy());
    if (server === null) continue;
    await stop(server);
    return port;
  }
}

/** Listens if the address exists and is free, otherwise `null`. */
export function listenIfPossible(
  host: string,
  port: number,
  onConnection: (socket: Socket) => void,
): Promise<Server | null> {
  return listen(host, port, onConnection).catch(() => null);
}
