// A server of its own process that answers by path, as kinds.mjs says. Prints its port, and one where nothing listens.
import { createServer } from 'node:net';
import { FAULTY, WELL } from './kinds.mjs';

const KINDS = { ...WELL, ...FAULTY };
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
      // How many other connections are open, for who asks over one of its own.
      if (path === 'open') socket.end(String(open.size - 1));
      else answer(socket, KINDS[decodeURIComponent(path)], query);
    }
  });
});

function answer(socket, kind, query) {
  if (kind.once && !seen.delete(query)) seen.add(query);
  else if (kind.once) return socket.write(WELL.plain.bytes, 'latin1');
  if (kind.bytes !== '') socket.write(kind.bytes, 'latin1');
  if (kind.ending === 'end') socket.end();
  // What was written is to arrive before the reset.
  else if (kind.ending === 'reset') setTimeout(() => socket.resetAndDestroy(), 5);
}

const closed = createServer();
closed.listen(0, '127.0.0.1', () => {
  const { port } = closed.address();
  closed.close(() => server.listen(0, '127.0.0.1', () => console.log(`${server.address().port} ${port}`)));
});
// With its parent it ends.
process.stdin.resume().on('end', () => process.exit(0));
