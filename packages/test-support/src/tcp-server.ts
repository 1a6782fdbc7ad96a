import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

/** A server on 127.0.0.1 that does with each connection what its test wants. */
export interface TcpServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, or `https:` with TLS. */
  readonly origin: string;
  /** All TCP connections so far, open or not. */
  readonly connections: readonly net.Socket[];
  /** Destroys all connections and stops listening. */
  close(): Promise<void>;
}

/** Errors of the connections are ignored: tests look at the client. With `secure`, `onConnection` gets the TLS sockets. */
export async function startTcpServer(
  onConnection: (socket: net.Socket) => void,
  secure: tls.TlsOptions | null = null,
): Promise<TcpServer> {
  const connections: net.Socket[] = [];
  const serve = (socket: net.Socket): void => {
    socket.on('error', () => {});
    onConnection(socket);
  };
  const server = secure === null ? net.createServer(serve) : tls.createServer(secure, serve);
  server.on('connection', (socket: net.Socket) => {
    connections.push(socket);
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    origin: `${secure === null ? 'http' : 'https'}://127.0.0.1:${port}`,
    connections,
    async close() {
      for (const socket of connections) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
