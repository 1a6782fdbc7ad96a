import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { TestCertificates } from '@req/testserver';
import type { Peer } from '../fault-case.ts';
import { play } from './play.ts';

/** Asked for this path, the server answers well whatever its fault. */
export const GOOD_PATH = '/good';
/** What it then says. */
export const GOOD_BODY = 'good';
const GOOD = `HTTP/1.1 200 OK\r\nContent-Length: ${GOOD_BODY.length}\r\n\r\n${GOOD_BODY}`;

/** A server on loopback with one fault. */
export class FaultServer {
  readonly #peer: Peer;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  /** Those that a fault has taken over: no further request can be answered on them. */
  readonly #broken = new Set<net.Socket>();
  #left: number;
  /** Heads of the requests that came, without `GOOD_PATH`'s. */
  readonly heads: string[] = [];
  /** All that came on all connections, one character a byte. */
  received = '';
  /** Called when a request's head is there. */
  onRequest: (() => void) | null = null;

  private constructor(peer: Peer, certificates: TestCertificates | null) {
    this.#peer = peer;
    this.#left = peer.times ?? Number.POSITIVE_INFINITY;
    this.#server = peer.tls === undefined ? net.createServer({ noDelay: true }) : secureServer(peer, certificates);
    // Counted from the TCP connection on: one that never becomes a TLS connection is a connection too.
    this.#server.on('connection', (socket: net.Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on(peer.tls === undefined ? 'connection' : 'secureConnection', (socket: net.Socket) => {
      socket.on('error', () => {});
      this.#serve(socket);
    });
  }

  /** `certificates` are needed by a peer that speaks TLS. */
  static async start(peer: Peer, certificates: TestCertificates | null = null): Promise<FaultServer> {
    const started = new FaultServer(peer, certificates);
    started.#server.listen(0, '127.0.0.1');
    await once(started.#server, 'listening');
    return started;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Of these, the ones that are of no use to a client any longer. */
  get openBroken(): number {
    return [...this.#broken].filter((socket) => !socket.destroyed).length;
  }

  /** From now on it answers well. */
  behave(): void {
    this.#left = 0;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: net.Socket): void {
    const { on = 'request' } = this.#peer;
    if (on === 'accept' && this.#fault(socket)) return;
    let text = '';
    let faulty = false;
    socket.on('data', (chunk: Buffer) => {
      const piece = chunk.toString('latin1');
      this.received = (this.received + piece).slice(0, 1_000_000);
      if (faulty) return;
      if (on === 'bytes' && this.#fault(socket)) {
        faulty = true;
        return;
      }
      text += piece;
      for (let end = text.indexOf('\r\n\r\n'); end >= 0 && !faulty; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end);
        text = text.slice(end + 4);
        faulty = this.#answer(socket, head);
      }
    });
  }

  /** True when the fault took the connection over. */
  #answer(socket: net.Socket, head: string): boolean {
    if (!head.startsWith(`GET ${GOOD_PATH} `)) {
      this.heads.push(head);
      this.onRequest?.();
      if ((this.#peer.on ?? 'request') === 'request' && this.#fault(socket)) return stops(this.#peer);
    }
    socket.write(GOOD, 'latin1');
    return false;
  }

  /** Plays the fault, unless it has been played often enough. */
  #fault(socket: net.Socket): boolean {
    if (this.#left <= 0) return false;
    this.#left--;
    if (this.#peer.on === 'accept') socket.resume();
    if (stops(this.#peer)) this.#broken.add(socket);
    void play(socket, this.#peer.steps);
    return true;
  }
}

/** A connection on which a whole response came serves further requests. */
function stops({ steps }: Peer): boolean {
  const last = steps.at(-1);
  return typeof last === 'object' && !(last instanceof Uint8Array);
}

function secureServer({ tls: settings }: Peer, certificates: TestCertificates | null): tls.Server {
  if (certificates === null || settings === undefined) throw new Error('A TLS peer needs certificates.');
  const { cert, key } = certificates[settings.certificate];
  const server = tls.createServer({
    cert,
    key,
    ...(settings.oldest === true && { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  });
  server.on('tlsClientError', () => {});
  return server;
}
