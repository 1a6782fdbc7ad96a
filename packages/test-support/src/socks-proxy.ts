import { once } from 'node:events';
import net from 'node:net';

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
