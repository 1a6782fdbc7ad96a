// The minimum that a client on Node must do: keep sockets in a list, write a string, and find Content-Length in the reply.
import { connect } from 'node:net';

const LENGTH = 'content-length: ';

export function socketJson() {
  const idle = [];
  return (url) =>
    new Promise((resolve, reject) => {
      const slash = url.indexOf('/', 8);
      const authority = url.slice(7, slash);
      const socket = idle.pop() ?? open(authority, idle);
      socket.waiting = { resolve, reject };
      socket.write(`GET ${url.slice(slash)} HTTP/1.1\r\nHost: ${authority}\r\nConnection: keep-alive\r\n\r\n`);
    });
}

function open(authority, idle) {
  const [host, port] = authority.split(':');
  const socket = connect({ host, port: Number(port), noDelay: true });
  let received = '';
  socket.setEncoding('latin1');
  socket.on('error', (error) => socket.waiting?.reject(error));
  socket.on('data', (text) => {
    received += text;
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const at = received.toLowerCase().indexOf(LENGTH) + LENGTH.length;
    const length = Number.parseInt(received.slice(at, at + 10), 10);
    if (received.length < end + 4 + length) return;
    const body = received.slice(end + 4);
    received = '';
    const { waiting } = socket;
    socket.waiting = null;
    idle.push(socket);
    try {
      waiting.resolve(JSON.parse(body));
    } catch (error) {
      waiting.reject(error);
    }
  });
  return socket;
}
