import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { CertificateAndKey } from '@req/testserver';
import { resourcesReleased } from './resources.ts';

/** A request's head as it came. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly head: string;
  /** What has come of the body so far. */
  readonly body: Buffer;
}

/** Under the TLS connection, if there is one: what is written here skips TLS, its farewell too. */
export type Answer = (socket: net.Socket, request: Arrived, underneath: net.Socket) => void;

/** A server on loopback that answers each request, body or no body, as soon as its head is there. */
export class PathServer {
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  readonly arrived: Arrived[] = [];
  readonly #scheme: string;

  private constructor(answer: Answer, certificate: CertificateAndKey | null) {
    this.#scheme = certificate === null ? 'http' : 'https';
    const context = certificate === null ? null : tls.createSecureContext({ ...certificate });
    this.#server = net.createServer({ noDelay: true }, (underneath) => {
      this.#sockets.add(underneath);
      underneath.on('error', () => {});
      underneath.on('close', () => this.#sockets.delete(underneath));
      const socket =
        context === null ? underneath : new tls.TLSSocket(underneath, { isServer: true, secureContext: context });
      socket.on('error', () => underneath.destroy());
      this.#serve(socket, underneath, answer);
    });
  }

  static async start(answer: Answer, certificate: CertificateAndKey | null = null): Promise<PathServer> {
    const started = new PathServer(answer, certificate);
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

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: net.Socket, underneath: net.Socket, answer: Answer): void {
    let received: Buffer = Buffer.alloc(0);
    let length = 0;
    const onData = (chunk: Buffer): void => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      for (;;) {
        // A body of known length is passed over; a chunked one is its test's own business.
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
        this.arrived.push(request);
        const chunked = /\r\ntransfer-encoding: *chunked/i.test(head);
        if (chunked) socket.off('data', onData).on('data', () => {});
        answer(socket, request, underneath);
        if (chunked) return;
      }
    };
    socket.on('data', onData);
  }
}

/** Runs what a test does with a server, stops that, and expects nothing to be left of either. */
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
