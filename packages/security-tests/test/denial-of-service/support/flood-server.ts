import { RawServer, readHead } from '@req/transport-conformance';

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
/** Bytes that one connection gets at most: the vulnerable client must fail its test, not exhaust the machine. */
const MOST = 96 * 1024 * 1024;
const PIECE = 65_536;

interface Flood {
  readonly start: string;
  /** Repeated without end. */
  readonly piece: string;
}

/** Endless responses, by path. */
const FLOODS: Readonly<Record<string, Flood>> = {
  '/headers': { start: OK, piece: `X-A: ${'a'.repeat(1_000)}\r\n` },
  '/small-headers': { start: OK, piece: 'a:\r\n' },
  '/header-line': { start: `${OK}X-A: `, piece: 'a' },
  '/status-line': { start: 'HTTP/1.1 200 ', piece: 'a' },
  '/interim-head': { start: 'HTTP/1.1 103 Early Hints\r\n', piece: 'Link: </a>\r\n' },
  '/trailers': { start: `${CHUNKED}2\r\nok\r\n0\r\n`, piece: `X-T: ${'a'.repeat(1_000)}\r\n` },
  '/extension': { start: `${CHUNKED}2;`, piece: 'a' },
  '/extensions': { start: CHUNKED, piece: `1;${'a'.repeat(500)}\r\nx\r\n` },
  '/endless': { start: `${OK}\r\n`, piece: 'a' },
  '/endless-chunked': { start: CHUNKED, piece: `400\r\n${'a'.repeat(1_024)}\r\n` },
  '/endless-known': { start: `${OK}Content-Length: 1000000000\r\n\r\n`, piece: 'a' },
};

/** Finite responses, by path. */
const FIXED: Readonly<Record<string, string>> = {
  '/ok': `${OK}Content-Length: 2\r\n\r\nok`,
  '/huge-length': `${OK}Content-Length: 1000000000000000\r\n\r\n0123456789`,
};

/** A server with endless responses; `sent` is the number of bytes sent for each path. */
export interface FloodServer {
  readonly origin: string;
  readonly sent: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export async function floodServer(): Promise<FloodServer> {
  const sent = new Map<string, number>();
  const server = await RawServer.start(async ({ socket, source }) => {
    for (let line = await readHead(source); line !== null; line = await readHead(source)) {
      const path = line.split(' ')[1] as string;
      const fixed = FIXED[path];
      if (fixed !== undefined) {
        socket.write(fixed, 'latin1', () => path === '/huge-length' && socket.end());
        continue;
      }
      const { start, piece } = FLOODS[path] as Flood;
      const bytes = Buffer.from(piece.repeat(Math.ceil(PIECE / piece.length)), 'latin1');
      socket.write(start, 'latin1');
      let count = 0;
      while (socket.writable && count < MOST) {
        await new Promise<void>((resolve) => {
          socket.once('close', resolve);
          socket.write(bytes, () => {
            socket.off('close', resolve);
            resolve();
          });
        });
        count += bytes.length;
        sent.set(path, count);
      }
      socket.end();
      return;
    }
  });
  return { origin: server.origin, sent, close: () => server.close() };
}
