import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket, TlsOptions } from 'node:tls';

/** A request as an https server received it. */
export interface SecureRequest {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** Number of the connection, from 1. */
  readonly connection: number;
  /** The name that the client sent by SNI. */
  readonly servername: string | false | undefined;
  /** Common name of the certificate that the client presented. */
  readonly client: string | null;
  /** The TLS session was resumed. */
  readonly resumed: boolean;
}

interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An https server on 127.0.0.1 that records its requests and answers 200 with `origin`. */
export class SecureOrigin {
  readonly requests: SecureRequest[] = [];
  /** The first bytes of each connection, TLS or not. */
  accepted = 0;
  /** Answer with `Connection: close`. */
  closing = false;
  /** Presented after the next request. */
  next: Certificate | null = null;
  readonly #server: https.Server;
  readonly #sockets = new Set<Duplex>();

  private constructor(server: https.Server) {
    this.#server = server;
  }

  static async start(options: TlsOptions): Promise<SecureOrigin> {
    const server = https.createServer({ rejectUnauthorized: false, ...options });
    const origin = new SecureOrigin(server);
    const numbers = new WeakMap<object, number>();
    let connections = 0;
    server.on('connection', (socket) => {
      origin.accepted++;
      origin.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => origin.#sockets.delete(socket));
    });
    server.on('tlsClientError', () => {});
    server.on('secureConnection', (socket) => numbers.set(socket, ++connections));
    server.on('request', (request, response) => {
      const socket = request.socket as TLSSocket;
      const subject = socket.getPeerCertificate()?.subject as { CN?: string } | undefined;
      origin.requests.push({
        url: request.url ?? '',
        headers: request.headers,
        connection: numbers.get(socket) ?? 0,
        servername: (socket as { servername?: string | false }).servername,
        client: subject?.CN ?? null,
        resumed: socket.isSessionReused(),
      });
      if (origin.next !== null) origin.present(origin.next);
      origin.next = null;
      if (origin.closing) response.setHeader('Connection', 'close');
      response.end('origin');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return origin;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Its URL by an address or a name that resolves to it. */
  at(host = '127.0.0.1'): string {
    return `https://${host}:${this.port}/`;
  }

  /** From now on another certificate is presented. */
  present(identity: Certificate): void {
    this.#server.setSecureContext({ cert: identity.cert, key: identity.key });
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
