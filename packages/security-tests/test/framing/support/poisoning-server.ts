import type net from 'node:net';
import type tls from 'node:tls';
import { startTcpServer, type TcpServer } from '@req/test-support/tcp-server';
import { cut, EXCESS, type Kind, Random, responseTo } from './poisoned-responses.ts';

/** A server that answers each request with its id, and some with a further response that was not requested. */
export interface PoisoningServer extends TcpServer {
  /** Number of requests received. */
  readonly requests: () => number;
}

/** Targets are `/<id>/<kind>/<poisoned>`, in origin-form or in absolute-form: it is its own forward proxy. */
const TARGET = /^[A-Z]+ (?:http:\/\/[^/]+)?\/([^/ ]+)\/([^/ ]+)\/([01]) /;

export async function poisoningServer(
  seed: number,
  secure: tls.TlsOptions | null = null,
  excess: readonly string[] = EXCESS,
): Promise<PoisoningServer> {
  const random = new Random(seed);
  let requests = 0;
  const onConnection = (socket: net.Socket): void => {
    let text = '';
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const [, id = '', kind = 'length', poisoned] = TARGET.exec(text) ?? [];
        text = text.slice(end + 4);
        requests++;
        const response = responseTo(id, kind as Kind, random);
        void write(socket, cut(response, poisoned === '1' ? random.pick(excess) : '', random));
      }
    });
  };
  const server = await startTcpServer(onConnection, secure);
  return { ...server, requests: () => requests };
}

async function write(socket: net.Socket, pieces: ReturnType<typeof cut>): Promise<void> {
  for (const { bytes, turns } of pieces) {
    if (socket.writable) socket.write(bytes, 'latin1');
    for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
  }
}
