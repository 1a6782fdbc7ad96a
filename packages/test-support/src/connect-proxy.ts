import { once } from 'node:events';
import net from 'node:net';

/** What a CONNECT proxy did. */
export interface ProxyLog {
  /** Header blocks received, one per connection. */
  readonly heads: string[];
  /** Sockets to the targets. */
  readonly tunnels: net.Socket[];
}

export interface ProxyBehaviour {
  /** The response, in one or several writes; by default the tunnel is opened. */
  readonly answer?: string | readonly string[];
  /** The port of every target, whatever its name. Without it the connection ends after the response. */
  readonly to?: number;
  readonly log?: ProxyLog;
}

/** Handles one connection to a CONNECT proxy: reads the header block, responds, and pipes to `to`. */
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
    const parts = typeof answer === 'string' ? [answer] : answer;
    socket.setNoDelay(true);
    for (const [i, part] of parts.entries()) {
      if (i > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      socket.write(part, 'latin1');
    }
    if (behaviour.to === undefined) {
      socket.end();
      return;
    }
    const tunnel = net.connect({ port: behaviour.to, host: '127.0.0.1', noDelay: true });
    tunnel.on('error', () => socket.destroy());
    behaviour.log?.tunnels.push(tunnel);
    socket.pipe(tunnel).pipe(socket);
    socket.once('close', () => tunnel.destroy());
  };
}
