import type { Server, Socket } from 'node:net';
import { ByteSource } from './byte-source.ts';
import { listen, listenIfPossible, portOf, refusedPort, stop } from './listen.ts';
import { playReply, type Reply, write } from './play-reply.ts';
import { readRequest, type WireRequest } from './read-request.ts';

/** The origin at which a request arrived. */
export type Place = 'A' | 'B' | 'C';

/** A request that the server received. */
export interface RecordedRequest extends WireRequest {
  /** The origin that it was sent to. */
  readonly at: Place;
  /** Number of its TCP connection, starting from 1. */
  readonly connection: number;
}

/** The origins of the server, each as `http://host:port`. */
export interface Origins {
  /** 127.0.0.1 */
  readonly A: string;
  /** 127.0.0.1 on another port. */
  readonly B: string;
  /** 127.0.0.2 on the port of A; nothing listens there unless `secondLoopback`. */
  readonly C: string;
  /** localhost on the port of A. */
  readonly L: string;
  /** 127.0.0.1 on a port where nothing listens. */
  readonly Z: string;
}

const DEFAULT_REPLY: Reply = { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n' };
const TLS_REFUSED = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
/** The first byte of a TLS ClientHello (RFC 8446 §5.1). */
const TLS_HANDSHAKE = 22;

/** Milliseconds that `settled` and `arrived` wait. */
const WAIT_LIMIT = 60_000;

/**
 * A server on loopback that plays scripted replies byte by byte and records the requests it receives. All its origins
 * share one list of replies. It reads each request to its end and answers with the next reply, or with an empty 200 when
 * the list is used up. It answers a TLS handshake, also inside a tunnel, with a plain-text 400.
 */
export class ScriptServer {
  /** Its origins. */
  readonly origins: Origins;
  /** Whether this machine has the address 127.0.0.2. */
  readonly secondLoopback: boolean;
  #servers: Server[];
  #requests: RecordedRequest[] = [];
  #replies: readonly Reply[] = [];
  #connections = 0;
  /** Open connections, by number. */
  readonly #sockets = new Map<number, Socket>();
  /** Connections on which a request is being received. */
  readonly #reading = new Set<Socket>();
  #waiting: (() => void)[] = [];

  private constructor(servers: Server[], origins: Origins, secondLoopback: boolean) {
    this.#servers = servers;
    this.origins = origins;
    this.secondLoopback = secondLoopback;
  }

  /** Starts one. */
  static async start(): Promise<ScriptServer> {
    let server: ScriptServer | null = null;
    const at = (place: Place) => (socket: Socket) => {
      if (server === null) socket.destroy();
      else void server.#serve(socket, place);
    };
    const a = await listen('127.0.0.1', 0, at('A'));
    const b = await listen('127.0.0.1', 0, at('B'));
    const port = portOf(a);
    const c = await listenIfPossible('127.0.0.2', port, at('C'));
    // localhost may resolve to ::1 first.
    const six = await listenIfPossible('::1', port, at('A'));
    const origins = {
      A: `http://127.0.0.1:${port}`,
      B: `http://127.0.0.1:${portOf(b)}`,
      C: `http://127.0.0.2:${port}`,
      L: `http://localhost:${port}`,
      Z: `http://127.0.0.1:${await refusedPort()}`,
    };
    const servers = [a, b, c, six].filter((each) => each !== null);
    server = new ScriptServer(servers, origins, c !== null);
    return server;
  }

  /** The requests received since `play`, in order. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  /** Number of open connections. */
  get openConnections(): number {
    return this.#sockets.size;
  }

  /** Whether the connection with this number (see `RecordedRequest`) is still open. */
  isOpen(connection: number): boolean {
    return this.#sockets.has(connection);
  }

  /** Sets the replies and clears the requests. Connections stay open. */
  play(replies: readonly Reply[]): void {
    this.#replies = [...replies];
    this.#requests = [];
  }

  /** Resolves when every request that has started to arrive is recorded. Rejects after a minute. */
  async settled(): Promise<void> {
    const deadline = performance.now() + WAIT_LIMIT;
    for (;;) {
      // Data in the system's buffers is read in the next turns of the event loop.
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
      if (this.#reading.size === 0) return;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`${this.#reading.size} request(s) were not complete after ${WAIT_LIMIT} ms.`);
      await this.#change(left);
    }
  }

  /** Resolves when `count` requests are recorded. Rejects after a minute. */
  async arrived(count: number): Promise<void> {
    const deadline = performance.now() + WAIT_LIMIT;
    while (this.#requests.length < count) {
      const left = deadline - performance.now();
      if (left <= 0)
        throw new Error(`${this.#requests.length} of ${count} request(s) arrived within ${WAIT_LIMIT} ms.`);
      await this.#change(left);
    }
  }

  /** Closes all connections. */
  dropConnections(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
  }

  /** Closes all connections and listeners; idempotent. */
  async close(): Promise<void> {
    const servers = this.#servers;
    this.#servers = [];
    const stopped = servers.map(stop);
    this.dropConnections();
    await Promise.all(stopped);
  }

  async #serve(socket: Socket, at: Place): Promise<void> {
    const connection = ++this.#connections;
    this.#sockets.set(connection, socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(connection));
    const source = new ByteSource(socket);
    for (;;) {
      const first = await source.peek();
      if (first === null) break;
      if (first === TLS_HANDSHAKE) {
        await write(socket, TLS_REFUSED);
        break;
      }
      this.#reading.add(socket);
      const request = await readRequest(source);
      if (request !== null) this.#requests.push({ at, connection, ...request });
      this.#reading.delete(socket);
      this.#changed();
      if (request === null || request.framing === 'truncated') break;
      const reply = this.#replies[0] ?? DEFAULT_REPLY;
      this.#replies = this.#replies.slice(1);
      if (!(await playReply(socket, reply))) break;
    }
    socket.destroySoon();
  }

  /** Resolves at the next change, or after `ms`. */
  #change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
