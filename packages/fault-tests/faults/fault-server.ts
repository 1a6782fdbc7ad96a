import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { TestCertificates } from '@req/testserver';
import type { Peer } from './fault-case.ts';
import { playSteps } from './play-steps.ts';

/** Requests for this path are answered correctly, whatever the fault. */
export const GOOD_PATH = '/good';
/** The body of that response. */
export const GOOD_BODY = 'good';
const GOOD = `HTTP/1.1 200 OK\r\nContent-Length: ${GOOD_BODY.length}\r\n\r\n${GOOD_BODY}`;

/** A server on loopback that misbehaves in one way. */
export class FaultServer {
  readonly #peer: Peer;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  /** Connections on which the fault occurred: they cannot serve further requests. */
  readonly #broken = new Set<net.Socket>();
  #left: number;
  /** Header sections of the requests received, except those for `GOOD_PATH`. */
  readonly requestHeads: string[] = [];
  /** Everything received on all connections, one character per byte. */
  received = '';
  /** Called when the header section of a request has arrived. */
  onRequest: (() => void) | null = null;

  private constructor(peer: Peer, certificates: TestCertificates | null) {
    this.#peer = peer;
    this.#left = peer.times ?? Number.POSITIVE_INFINITY;
    this.#server = peer.tls === undefined ? net.createServer({ noDelay: true }) : secureServer(peer, certificates);
    // Counts TCP connections, so that one whose TLS handshake fails is counted too.
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

  /** `certificates` are required for a peer with TLS. */
  static async start(peer: Peer, certificates: TestCertificates | null = null): Promise<FaultServer> {
    const started = new FaultServer(peer, certificates);
    started.#server.listen(0, '127.0.0.1');
    await once(started.#server, 'listening');
    return started;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  /** Number of open connections. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Number of open connections on which the fault occurred, and which are therefore useless to the client. */
  get openAfterFault(): number {
    return [...this.#broken].filter((socket) => !socket.destroyed).length;
  }

  /** Answers correctly from now on. */
  stopFailing(): void {
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
    if (on === 'accept' && this.#fail(socket)) return;
    let text = '';
    let faulty = false;
    socket.on('data', (chunk: Buffer) => {
      const piece = chunk.toString('latin1');
      this.received = (this.received + piece).slice(0, 1_000_000);
      if (faulty) return;
      if (on === 'bytes' && this.#fail(socket)) {
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

  /** Returns whether the connection serves no further request. */
  #answer(socket: net.Socket, head: string): boolean {
    if (!head.startsWith(`GET ${GOOD_PATH} `)) {
      this.requestHeads.push(head);
      this.onRequest?.();
      if ((this.#peer.on ?? 'request') === 'request' && this.#fail(socket)) return breaksConnection(this.#peer);
    }
    socket.write(GOOD, 'latin1');
    return false;
  }

  /** Plays the fault and returns true, unless it has been played `times` times. */
  #fail(socket: net.Socket): boolean {
    if (this.#left <= 0) return false;
    this.#left--;
    if (this.#peer.on === 'accept') socket.resume();
    if (breaksConnection(this.#peer)) this.#broken.add(socket);
    void playSteps(socket, this.#peer.steps);
    return true;
  }
}

/** A fault that ends with a complete response leaves the connection usable. */
function breaksConnection({ steps }: Peer): boolean {
  const last = steps.at(-1);
  return typeof last === 'object' && !(last instanceof Uint8Array);
}

function secureServer({ tls: settings }: Peer, certificates: TestCertificates | null): tls.Server {
  if (certificates === null || settings === undefined) throw new Error('A TLS peer needs certificates.');
  const { cert, key } = certificates[settings.certificate];
  const server = tls.createServer({
    cert,
    key,
    ...(settings.tls10 === true && { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  });
  server.on('tlsClientError', () => {});
  return server;
}
