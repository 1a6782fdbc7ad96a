import { once } from 'node:events';
import net from 'node:net';

/** What a CONNECT proxy did. */
export interface ProxyLog {
  /** Header blocks received, one per connection. */
  readonly heads: string[];
  /** Sockets to the targets. */
  readonly tunnels: net.Socket[];
}

interface ProxyBehaviour {
  /** The response; by default the tunnel is opened. */
  readonly answer?: string | readonly string[];
  /** The port of every target, whatever its name. */
  readonly to?: number;
  readonly log?: ProxyLog;
}

/** Handles one connection to a CONNECT proxy: reads the header block, responds, and pipes after a 2xx. */
export function connectProxy(behaviour: ProxyBehaviour): (socket: net.Socket) => Promise<void> {
  return async (socket) => {
    socket.on('error', () => {});
    let head = '';
    while (!head.includes('\r\n\r\n')) {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      head += chunk.toString('latin1');
    }
    socket.pause();
    behaviour.log?.heads.push(head);
    const answer = behaviour.answer ?? 'HTTP/1.1 200 Connection established\r\nContent-Length: 7\r\n\r\n';
    for (const part of typeof answer === 'string' ? [answer] : answer) {
      socket.write(part, 'latin1');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    if (behaviour.to === undefined) {
      socket.end();
      return;
    }
    const tunnel = net.connect(behaviour.to, '127.0.0.1');
    tunnel.on('error', () => socket.destroy());
    behaviour.log?.tunnels.push(tunnel);
    socket.pipe(tunnel).pipe(socket);
    socket.once('close', () => tunnel.destroy());
  };
}

/** Messages that a SOCKS proxy received, in hexadecimal. */
export interface SocksBehaviour {
  readonly to?: number;
  readonly asked: string[];
  /** Code of the last reply. Default: success. */
  readonly code?: number;
  /** Require user name and password (SOCKS5). */
  readonly auth?: boolean;
  /** Never reply. */
  readonly silent?: boolean;
}

/** Handles one connection to a SOCKS 4, 4a or 5 proxy. */
export function socksProxy(behaviour: SocksBehaviour): (socket: net.Socket) => Promise<void> {
  return async (socket) => {
    socket.on('error', () => {});
    const next = async (): Promise<Buffer> => {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      behaviour.asked.push(chunk.toString('hex'));
      return chunk;
    };
    const greeting = await next();
    if (behaviour.silent === true) return;
    if (greeting[0] === 4) {
      socket.write(Buffer.from([0, behaviour.code ?? 90, 0, 0, 0, 0, 0, 0]));
      if (behaviour.code !== undefined) return;
    } else {
      socket.write(Buffer.from([5, behaviour.auth === true ? 2 : 0]));
      if (behaviour.auth === true) {
        await next();
        socket.write(Buffer.from([1, 0]));
      }
      await next();
      socket.write(Buffer.from([5, behaviour.code ?? 0, 0, 1, 127, 0, 0, 1, 0, 80]));
      if (behaviour.code !== undefined) return;
    }
    const tunnel = net.connect(behaviour.to ?? 0, '127.0.0.1');
    tunnel.on('error', () => socket.destroy());
    socket.pipe(tunnel).pipe(socket);
    socket.once('close', () => tunnel.destroy());
  };
}
