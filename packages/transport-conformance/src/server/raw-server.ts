import type { Server, Socket } from 'node:net';
import { ByteSource } from './byte-source.ts';
import { listen, portOf, stop } from './listen.ts';

/** One connection to a RawServer. */
export interface RawConnection {
  /** The socket, for writing. */
  readonly socket: Socket;
  /** The bytes received. Nothing is read while the socket is paused. */
  readonly source: ByteSource;
}

/** A server on loopback without a protocol: the callback writes every byte. */
export class RawServer {
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  #accepted: () => number;

  private constructor(server: Server, sockets: Set<Socket>, accepted: () => number) {
    this.#server = server;
    this.#sockets = sockets;
    this.#accepted = accepted;
  }

  /** Starts one; the callback is called for each connection. */
  static async start(onConnection: (connection: RawConnection) => void | Promise<void>): Promise<RawServer> {
    const sockets = new Set<Socket>();
    let accepted = 0;
    const server = await listen('127.0.0.1', 0, (socket) => {
      accepted++;
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
      void onConnection({ socket, source: new ByteSource(socket) });
    });
    return new RawServer(server, sockets, () => accepted);
  }

  /** `http://127.0.0.1:port` */
  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The origin with the path `/`. */
  get url(): string {
    return `${this.origin}/`;
  }

  /** Its port. */
  get port(): number {
    return portOf(this.#server);
  }

  /** Number of open connections. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Number of connections accepted so far. */
  get accepted(): number {
    return this.#accepted();
  }

  /** Closes it and its connections. */
  async close(): Promise<void> {
    const stopped = stop(this.#server);
    for (const socket of this.#sockets) socket.destroy();
    await stopped;
  }
}

/** Reads the header section of a request; resolves to its request line, or `null` if the connection ended. */
export async function readHead(source: ByteSource): Promise<string | null> {
  const first = await source.line();
  for (let line = first; line !== ''; line = await source.line()) if (line === null) return null;
  return first;
}

/** Writes `count` pieces as fast as the peer reads them, or until the connection is closed. */
export async function pour(socket: Socket, piece: Buffer, count: number, onWritten: () => void): Promise<void> {
  for (let i = 0; i < count && socket.writable; i++) {
    await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
    onWritten();
  }
}
