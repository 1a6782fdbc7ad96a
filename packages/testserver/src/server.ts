import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { answer } from './answer.ts';
import { readExchange } from './read-exchange.ts';
import { jsonReply } from './reply/json-reply.ts';
import { emptyReply } from './reply/reply.ts';
import { writeReply } from './reply/write-reply.ts';

/** Makes the server speak TLS; everything in PEM. */
export interface ServerTls {
  readonly cert: string;
  readonly key: string;
  /** Whom client certificates must be signed by. */
  readonly ca?: string;
  /** Refuses clients without a certificate that `ca` signed. Default: false. */
  readonly requestCert?: boolean;
}

export interface ServerOptions {
  readonly tls?: ServerTls;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: 0, a free one. */
  readonly port?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:41234`, without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  /** Drops every connection and frees the port. */
  close(): Promise<void>;
}

const MAX_HEADER_SIZE = 256 * 1024;

async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const exchange = await readExchange(message, response);
    const reply = exchange === null ? emptyReply(413, [['Connection', 'close']]) : await answer(exchange);
    await writeReply(response, reply, message.method ?? 'GET');
  } catch (error) {
    // A header that Node refuses (a line break in it) still gets an answer. Else the client went away, or the reply
    // broke off half-way: the connection is of no more use.
    if (response.headersSent || response.destroyed) response.destroy();
    else await writeReply(response, jsonReply({ error: String(error) }, 500), message.method ?? 'GET');
  }
}

function listener(message: IncomingMessage, response: ServerResponse): void {
  serve(message, response).catch(() => response.destroy());
}

function createServer(tls: ServerTls | undefined): Server {
  const settings = { maxHeaderSize: MAX_HEADER_SIZE, keepAliveTimeout: 65_000 };
  if (tls === undefined) return createHttpServer(settings, listener);
  const { cert, key, ca, requestCert = false } = tls;
  return createHttpsServer(
    { ...settings, cert, key, requestCert, rejectUnauthorized: requestCert, ...(ca === undefined ? {} : { ca }) },
    listener,
  );
}

/** Starts the httpbin-shaped server. Rejects when the port is taken. */
export async function startHttpbin(options: ServerOptions = {}): Promise<RunningServer> {
  const { tls, host = '127.0.0.1', port = 0 } = options;
  const server = createServer(tls);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://${shownHost}:${address.port}`,
    port: address.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
