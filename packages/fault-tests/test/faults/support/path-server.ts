import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { CertificateAndKey } from '@req/testserver';
import { resourcesReleased } from './resources.ts';

/** A request whose header section has arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly head: string;
  /** The part of the body received so far. */
  readonly body: Buffer;
}

/** Responds to a request. `rawSocket` is the TCP connection under TLS: ending it skips TLS's close_notify. */
export type RequestHandler = (socket: net.Socket, request: ReceivedRequest, rawSocket: net.Socket) => void;

/** A server on loopback that calls its handler as soon as the header section of a request has arrived. */
export class PathServer {
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  readonly requests: ReceivedRequest[] = [];
  readonly #scheme: string;

  private constructor(handler: RequestHandler, certificate: CertificateAndKey | null) {
    this.#scheme = certificate === null ? 'http' : 'https';
    const context = certificate === null ? null : tls.createSecureContext({ ...certificate });
    this.#server = net.createServer({ noDelay: true }, (rawSocket) => {
      this.#sockets.add(rawSocket);
      rawSocket.on('error', () => {});
      rawSocket.on('close', () => this.#sockets.delete(rawSocket));
      const socket =
        context === null ? rawSocket : new tls.TLSSocket(rawSocket, { isServer: true, secureContext: context });
      socket.on('error', () => rawSocket.destroy());
      this.#serve(socket, rawSocket, handler);
    });
  }

  static async start(handler: RequestHandler, certificate: CertificateAndKey | null = null): Promise<PathServer> {
    const started = new PathServer(handler, certificate);
    started.#server.listen({ host: '127.0.0.1', port: 0, backlog: 2_000 });
    await once(started.#server, 'listening');
    return started;
  }

  get origin(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  /** Number of open connections. */
  get open(): number {
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: net.Socket, rawSocket: net.Socket, handler: RequestHandler): void {
    let received: Buffer = Buffer.alloc(0);
    let length = 0;
    const onData = (chunk: Buffer): void => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      for (;;) {
        // Bodies with a Content-Length are skipped; chunked ones are left to the test.
        const skipped = Math.min(length, received.length);
        length -= skipped;
        received = received.subarray(skipped);
        const end = length > 0 ? -1 : received.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = received.toString('latin1', 0, end);
        received = received.subarray(end + 4);
        length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
        const [method = '', path = ''] = head.split(' ', 2);
        const request = { method, path, head, body: received };
        this.requests.push(request);
        const chunked = /\r\ntransfer-encoding: *chunked/i.test(head);
        if (chunked) socket.off('data', onData).on('data', () => {});
        handler(socket, request, rawSocket);
        if (chunked) return;
      }
    };
    socket.on('data', onData);
  }
}

/** Runs a test with a server, stops the server, and expects every resource to be released. */
export async function withServer(
  start: () => Promise<PathServer>,
  held: Readonly<Record<string, number>>,
  run: (server: PathServer) => Promise<void>,
): Promise<void> {
  const server = await start();
  try {
    await run(server);
  } finally {
    await server.stop();
  }
  await resourcesReleased(held);
}
