// Answers on raw sockets with prepared bytes, so that no client waits for the server.
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { SMALL } from './small-document.mjs';

const small = whole(SMALL, 'Content-Type: application/json\r\n');
const gzipped = whole(
  gzipSync(bigJson()),
  'Content-Type: application/json\r\nContent-Encoding: gzip\r\nVary: Accept-Encoding\r\n',
);
const END_OF_HEAD = Buffer.from('\r\n\r\n');
const PIECE = Buffer.alloc(256 * 1024, 'x');

/** Connections whose requests are held until `/release`. */
const held = new Set();

const server = createServer({ noDelay: true }, (socket) => {
  let pending = null;
  socket.on('error', () => {});
  socket.on('close', () => held.delete(socket));
  socket.on('data', (chunk) => {
    let bytes = pending === null ? chunk : Buffer.concat([pending, chunk]);
    for (let end = bytes.indexOf(END_OF_HEAD); end >= 0; end = bytes.indexOf(END_OF_HEAD)) {
      answer(socket, bytes);
      bytes = bytes.subarray(end + 4);
    }
    pending = bytes.length > 0 ? bytes : null;
  });
});

function answer(socket, bytes) {
  // The first letter of the path decides: byte 5 of "GET /j".
  switch (bytes[5]) {
    case 0x67:
      socket.write(gzipped);
      return;
    case 0x64:
      void download(socket, Number(/^GET \/download\/(\d+)/.exec(bytes.toString('latin1', 0, 60))[1]));
      return;
    case 0x68:
      held.add(socket);
      return;
    case 0x63:
      socket.write(whole(JSON.stringify({ held: held.size }), 'Content-Type: application/json\r\n'));
      return;
    case 0x72:
      for (const each of held) each.write(small);
      held.clear();
      socket.write(small);
      return;
    default:
      socket.write(small);
  }
}

async function download(socket, size) {
  socket.write(`HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: ${size}\r\n\r\n`);
  for (let left = size; left > 0 && !socket.destroyed; left -= PIECE.length) {
    if (!socket.write(left < PIECE.length ? PIECE.subarray(0, left) : PIECE)) {
      await new Promise((resolve) => {
        const done = () => {
          socket.off('drain', done).off('close', done);
          resolve();
        };
        socket.on('drain', done).on('close', done);
      });
    }
  }
}

function whole(body, headers) {
  const bytes = Buffer.from(body);
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\n${headers}Content-Length: ${bytes.length}\r\nConnection: keep-alive\r\n\r\n`),
    bytes,
  ]);
}

/** 1 MiB of JSON, as repetitive as such documents usually are. */
function bigJson() {
  const rows = [];
  for (let id = 0, size = 0; size < 1_048_576; id++) {
    rows.push({
      id,
      name: `User number ${id}`,
      email: `user${id}@example.org`,
      score: (id * 7919) % 1000,
      on: id % 3 === 0,
    });
    size += JSON.stringify(rows[id]).length + 1;
  }
  return JSON.stringify(rows);
}

server.maxConnections = 50_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => process.send?.({ port: server.address().port }));
process.on('disconnect', () => process.exit());
