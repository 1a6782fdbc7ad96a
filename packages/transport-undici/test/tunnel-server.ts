import { once } from 'node:events';
import net from 'node:net';

/** A proxy that opens a tunnel for CONNECT to the requested port on loopback, and notes the heads. */
export class TunnelServer {
  readonly heads: string[] = [];
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  constructor() {
    this.#server = net.createServer((socket) => {
      this.#keep(socket);
      socket.once('data', (chunk) => this.#open(socket, chunk.toString('latin1')));
    });
  }

  static async start(): Promise<TunnelServer> {
    const proxy = new TunnelServer();
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as net.AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #open(socket: net.Socket, head: string): void {
    this.heads.push(head);
    const target = net.connect(Number(/:(\d+) /.exec(head)?.[1]), '127.0.0.1');
    this.#keep(target);
    target.once('connect', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
  }

  #keep(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
  }
}
