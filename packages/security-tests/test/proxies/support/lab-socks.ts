import { once } from 'node:events';
import net from 'node:net';

/** A SOCKS 4, 4a and 5 proxy on 127.0.0.1: every tunnel leads to the requested port of 127.0.0.1, whatever the host. */
export class LabSocks {
  /** Requested ports. */
  readonly asked: number[] = [];
  /** Refuse instead of connecting, or close the connection at once. */
  behaviour: 'serves' | 'refuses' | 'disconnects' = 'serves';
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  private constructor(server: net.Server) {
    this.#server = server;
  }

  static async start(): Promise<LabSocks> {
    const server = net.createServer();
    const proxy = new LabSocks(server);
    server.on('connection', (socket) => void proxy.#serve(proxy.#keep(socket)).catch(() => socket.destroy()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  url(scheme: string, credentials = ''): string {
    const { port } = this.#server.address() as net.AddressInfo;
    return `${scheme}://${credentials === '' ? '' : `${credentials}@`}127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(socket: net.Socket): Promise<void> {
    const next = async (): Promise<Buffer> => ((await once(socket, 'data')) as [Buffer])[0];
    let request = await next();
    if (this.behaviour === 'disconnects') return void socket.destroy();
    const four = request[0] === 4;
    if (!four) {
      const withPassword = request.subarray(2).includes(2);
      socket.write(Buffer.from([5, withPassword ? 2 : 0]));
      request = await next();
      if (withPassword) {
        socket.write(Buffer.from([1, 0]));
        request = await next();
      }
    }
    const port = request.readUInt16BE(four ? 2 : request.length - 2);
    this.asked.push(port);
    const refuses = this.behaviour === 'refuses';
    socket.pause();
    socket.write(
      Buffer.from(four ? [0, refuses ? 91 : 90, 0, 0, 0, 0, 0, 0] : [5, refuses ? 2 : 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    );
    if (refuses) return void socket.end();
    const tunnel = this.#keep(net.connect(port, '127.0.0.1'));
    socket.pipe(tunnel).pipe(socket);
  }

  #keep(socket: net.Socket): net.Socket {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    return socket;
  }
}
