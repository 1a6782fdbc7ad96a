import { createServer } from 'node:net';

/**
 * A server on loopback that answers each path with the bytes set by `play`, in pieces, and then ends the connection as
 * `ending` says. `/sane` always gets a correct response.
 */
export class ByteServer {
  #server = null;
  #sockets = new Set();
  #replies = new Map();

  async start() {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#serve(socket));
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get origin() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  get open() {
    return this.#sockets.size;
  }

  /** Sets the reply for a path. */
  play(path, reply) {
    this.#replies.set(path, reply);
  }

  async stop() {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket) {
    let head = '';
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('end', () => socket.destroySoon());
    socket.on('data', (chunk) => {
      head += chunk.toString('latin1');
      for (let end = head.indexOf('\r\n\r\n'); end >= 0; end = head.indexOf('\r\n\r\n')) {
        const path = head.split(' ', 2)[1];
        head = head.slice(end + 4);
        const reply = this.#replies.get(path);
        if (path === '/sane' || reply === undefined) socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsane`);
        else void writeReply(socket, reply);
      }
    });
  }
}

async function writeReply(socket, { pieces, ending }) {
  for (const piece of pieces) {
    if (!socket.writable) return;
    socket.write(piece);
    if (pieces.length > 1) await new Promise((resolve) => setImmediate(resolve));
  }
  if (ending === 'end') socket.end();
  else if (ending === 'reset') socket.resetAndDestroy();
}
