import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { handleRequest } from './handle-request.ts';
import { parseRequest } from './parse-request.ts';
import { jsonReply } from './reply/json-reply.ts';
import { emptyReply } from './reply/reply.ts';
import { writeReply } from './reply/write-reply.ts';

/** TLS settings of the server; all in PEM. */
export interface ServerTls {
  readonly cert: string;
  readonly key: string;
  /** The CA that client certificates must be signed by. */
  readonly ca?: string;
  /** Rejects clients without a certificate signed by `ca`. Default: false. */
  readonly requestCert?: boolean;
}

export interface ServerOptions {
  readonly tls?: ServerTls;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: 0, any free port. */
  readonly port?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:41234`, without a trailing slash. */
  readonly origin: string;
  readonly port: number;
  /** Drops every connection and frees the port. */
  close(): Promise<void>;
}

const MAX_HEADER_SIZE = 256 * 1024;

async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const request = await parseRequest(message, response);
    const reply = request === null ? emptyReply(413, [['Connection', 'close']]) : await handleRequest(request);
    await writeReply(response, reply, message.method ?? 'GET');
  } catch (error) {
    // A header value that Node rejects (one with a line break) becomes a 500. Otherwise the client disconnected or the
    // reply broke off in the middle, and the connection is of no further use.
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

/** Starts the httpbin clone. Rejects when the port is taken. */
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
  const urlHost = host.includes(':') ? `[${host}]` : host;
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://${urlHost}:${address.port}`,
    port: address.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
