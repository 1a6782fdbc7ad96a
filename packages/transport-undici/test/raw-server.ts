import { once } from 'node:events';
import net from 'node:net';

/** A request as it was received. */
export interface Received {
  /** Number of the connection, from 0. */
  readonly connection: number;
  /** Start line and field lines, without the empty line. */
  readonly lines: readonly string[];
  /** Everything after the head, framing included, one character for each byte. */
  readonly rest: string;
}

export type Respond = (socket: net.Socket, received: Received) => void;

/** A raw TCP server on loopback. It reads each request to its end, notes it, and lets `respond` write to the socket. */
export class RawServer {
  readonly received: Received[] = [];
  readonly sockets: net.Socket[] = [];
  readonly server: net.Server;
  #respond: Respond;

  constructor(respond: Respond, server: net.Server = net.createServer()) {
    this.#respond = respond;
    this.server = server;
    server.on(
      server.listeners('secureConnection').length > 0 || 'setTicketKeys' in server ? 'secureConnection' : 'connection',
      (socket: net.Socket) => this.#serve(socket),
    );
  }

  static async start(respond: Respond | string, server?: net.Server): Promise<RawServer> {
    const started = new RawServer(
      typeof respond === 'string' ? (socket) => void socket.write(respond, 'latin1') : respond,
      server,
    );
    started.server.listen(0, '127.0.0.1');
    await once(started.server, 'listening');
    return started;
  }

  get port(): number {
    return (this.server.address() as net.AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  #serve(socket: net.Socket): void {
    const connection = this.sockets.push(socket) - 1;
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (;;) {
        const head = text.indexOf('\r\n\r\n');
        if (head < 0) return;
        const end = endOfBody(text, head + 4);
        if (end < 0) return;
        const received = {
          connection,
          lines: text.slice(0, head).split('\r\n'),
          rest: text.slice(head + 4, end),
        };
        text = text.slice(end);
        this.received.push(received);
        this.#respond(socket, received);
      }
    });
  }
}

function endOfBody(text: string, start: number): number {
  const head = text.slice(0, start).toLowerCase();
  if (/\r\ntransfer-encoding: *chunked/.test(head)) {
    const last = text.startsWith('0\r\n\r\n', start) ? start : text.indexOf('\r\n0\r\n\r\n', start);
    if (last < 0) return -1;
    return last === start ? start + 5 : last + 7;
  }
  const length = Number(/\r\ncontent-length: *(\d+)/.exec(head)?.[1] ?? 0);
  return text.length >= start + length ? start + length : -1;
}
