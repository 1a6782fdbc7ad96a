import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { cut, EXCESS, type Kind, Random, responseTo } from './poisoned-responses.ts';

/** A server that answers each request with its id, and then puts words into somebody else's mouth. */
export interface PoisoningServer {
  readonly port: number;
  /** Requests that were read. */
  readonly requests: () => number;
  readonly connections: () => number;
  close(): Promise<void>;
}

/** Requests are for `/<id>/<kind>/<poisoned>`, in origin-form or in absolute-form: it is its own forward proxy. */
const TARGET = /^[A-Z]+ (?:http:\/\/[^/]+)?\/([^/ ]+)\/([^/ ]+)\/([01]) /;

export async function poisoningServer(seed: number, secure: tls.TlsOptions | null = null): Promise<PoisoningServer> {
  const random = new Random(seed);
  let requests = 0;
  const onConnection = (socket: net.Socket): void => {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const [, id = '', kind = 'length', poisoned] = TARGET.exec(text) ?? [];
        text = text.slice(end + 4);
        requests++;
        const response = responseTo(id, kind as Kind, random);
        void write(socket, cut(response, poisoned === '1' ? random.pick(EXCESS) : '', random));
      }
    });
  };
  const server = secure === null ? net.createServer(onConnection) : tls.createServer(secure, onConnection);
  return { ...(await started(server)), requests: () => requests };
}

async function write(socket: net.Socket, pieces: ReturnType<typeof cut>): Promise<void> {
  for (const { bytes, turns } of pieces) {
    if (socket.writable) socket.write(bytes, 'latin1');
    for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Opens a tunnel to `to` for every CONNECT. */
export async function tunnelTo(to: number): Promise<Omit<PoisoningServer, 'requests'>> {
  return started(
    net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        const out = net.connect(to, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          socket.pipe(out).pipe(socket);
        });
        out.on('error', () => socket.destroy());
        socket.on('close', () => out.destroy());
        out.on('close', () => socket.destroy());
      });
    }),
  );
}

async function started(server: net.Server): Promise<Omit<PoisoningServer, 'requests'>> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  server.on('connection', (socket: net.Socket) => {
    connections++;
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
