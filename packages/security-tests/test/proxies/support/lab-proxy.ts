import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { afterEach } from '@jest/globals';

export interface LabProxyOptions {
  /** TLS to the proxy. */
  readonly identity?: { readonly cert: string; readonly key: string };
  /** The response to CONNECT; by default the tunnel is opened, to the requested port of 127.0.0.1. */
  readonly answer?: string;
  /** The response to a plain request. */
  readonly plain?: string;
}

const TLS_HANDSHAKE = 22;
const OPENED = 'HTTP/1.1 200 Connection established\r\n\r\n';
const PLAIN = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy';

/** An HTTP proxy on 127.0.0.1 that records every byte it can read. */
export class LabProxy {
  /** Heads of the requests, as received. */
  readonly heads: string[] = [];
  /** The bytes of each connection, tunnelled ones included. */
  readonly bytes: Buffer[] = [];
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  private constructor(server: net.Server) {
    this.#server = server;
  }

  static async start(options: LabProxyOptions = {}): Promise<LabProxy> {
    const server = options.identity === undefined ? net.createServer() : tls.createServer({ ...options.identity });
    const proxy = new LabProxy(server);
    server.on(options.identity === undefined ? 'connection' : 'secureConnection', (socket) =>
      proxy.#serve(socket, options),
    );
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  /** Its URL, with credentials when given as `user:password`. */
  url(credentials = '', scheme = 'http'): string {
    return `${scheme}://${credentials === '' ? '' : `${credentials}@`}127.0.0.1:${this.port}`;
  }

  /** The value that each head has for a field; `null` when it has none. */
  field(name: string): (string | null)[] {
    return this.heads.map((head) => new RegExp(`^${name}: (.*)\r$`, 'im').exec(head)?.[1] ?? null);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: net.Socket, { answer = OPENED, plain = PLAIN }: LabProxyOptions): void {
    const index = this.bytes.push(Buffer.alloc(0)) - 1;
    const note = (chunk: Buffer): Buffer => (this.bytes[index] = Buffer.concat([this.bytes[index] as Buffer, chunk]));
    let pending = Buffer.alloc(0);
    this.#keep(socket);
    const onData = (chunk: Buffer): void => {
      note(chunk);
      pending = Buffer.concat([pending, chunk]);
      if (pending[0] === TLS_HANDSHAKE) return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      const end = pending.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = pending.subarray(0, end + 4).toString('latin1');
      pending = pending.subarray(end + 4);
      this.heads.push(head);
      const target = /^CONNECT \S+:(\d+) /.exec(head);
      if (target === null) {
        socket.write(plain);
        return;
      }
      socket.write(answer);
      // Keeps reading from a client that goes on after a refusal: it must not send anything.
      if (!/^HTTP\/1\.[01] 2/.test(answer)) return;
      socket.off('data', onData);
      socket.on('data', note);
      const tunnel = this.#keep(net.connect(Number(target[1]), '127.0.0.1'));
      socket.pipe(tunnel).pipe(socket);
    };
    socket.on('data', onData);
  }

  #keep(socket: net.Socket): net.Socket {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    return socket;
  }
}

/** A function that starts proxies, which are closed after the test. Call it once in a file. */
export function proxyStarter(): (options?: LabProxyOptions) => Promise<LabProxy> {
  const proxies: LabProxy[] = [];
  afterEach(() => Promise.all(proxies.splice(0).map((proxy) => proxy.close())));
  return async (options) => {
    const proxy = await LabProxy.start(options);
    proxies.push(proxy);
    return proxy;
  };
}
