// Serves endpoints.mjs by path. Prints its port and a port on which nothing listens.
import { createServer } from 'node:net';
import { CORRECT, FAULTY } from './endpoints.mjs';

const ENDPOINTS = { ...CORRECT, ...FAULTY };
const seen = new Set();
const open = new Set();

const server = createServer({ noDelay: true }, (socket) => {
  let head = '';
  open.add(socket);
  socket.on('close', () => open.delete(socket));
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    head += chunk.toString('latin1');
    for (let end = head.indexOf('\r\n\r\n'); end >= 0; end = head.indexOf('\r\n\r\n')) {
      const length = Number(/^content-length: (\d+)/im.exec(head.slice(0, end))?.[1] ?? 0);
      if (head.length < end + 4 + length) return;
      const [path, query = ''] = head.split(' ', 2)[1].slice(1).split('?');
      head = head.slice(end + 4 + length);
      // The number of open connections, not counting the one of this request.
      if (path === 'open') socket.end(String(open.size - 1));
      else respond(socket, ENDPOINTS[decodeURIComponent(path)], query);
    }
  });
});

function respond(socket, endpoint, query) {
  if (endpoint.once && !seen.delete(query)) seen.add(query);
  else if (endpoint.once) return socket.write(CORRECT.plain.bytes, 'latin1');
  if (endpoint.bytes !== '') socket.write(endpoint.bytes, 'latin1');
  if (endpoint.ending === 'end') socket.end();
  // Gives the bytes time to arrive before the reset.
  else if (endpoint.ending === 'reset') setTimeout(() => socket.resetAndDestroy(), 5);
}

const closed = createServer();
closed.listen(0, '127.0.0.1', () => {
  const { port } = closed.address();
  closed.close(() => server.listen(0, '127.0.0.1', () => console.log(`${server.address().port} ${port}`)));
});
// Exits together with its parent process.
process.stdin.resume().on('end', () => process.exit(0));
