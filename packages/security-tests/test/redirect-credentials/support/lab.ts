import { createServer as createHttpServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { testCertificates } from '@req/test-support/test-certificates';

/** A request as the lab received it. */
export interface Seen {
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** How it was received: as the origin, as a forward proxy, or through a tunnel of the lab as a proxy. */
  readonly via: 'direct' | 'proxy' | 'tunnel' | 'connect';
  /** Host and port of its URL. */
  readonly authority: string;
  /** Path and query; the authority of a CONNECT. */
  readonly target: string;
  /** The target in the request line. */
  readonly line: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** Never answers. */
  readonly hangs?: boolean;
}

type Play = Answer | ((seen: Seen) => Answer);

/** A socket with the lab's properties. */
interface Line {
  readonly scheme: 'http' | 'https';
  readonly tunnel: string | null;
}

const TLS_GREETING = 22;

/**
 * Two ports on loopback that accept both http and https, so that scheme, host and port of an origin can each change
 * alone. Each is also a proxy to itself: requests for any other host, in absolute form or through CONNECT, are
 * answered here too. Every request is recorded.
 */
export class Lab {
  /** PEM of the authority that signed the certificate for localhost and 127.0.0.1; empty without TLS. */
  readonly ca: Buffer;
  readonly seen: Seen[] = [];
  readonly #plays = new Map<string, Play>();
  readonly #lines = new WeakMap<Socket, Line>();
  readonly #sockets = new Set<Socket>();
  readonly #http: HttpServer;
  readonly #context: SecureContext | null;
  readonly #servers: Server[] = [];
  #ports: readonly [number, number] = [0, 0];

  private constructor(ca: Buffer, context: SecureContext | null) {
    this.ca = ca;
    this.#context = context;
    this.#http = createHttpServer({ keepAliveTimeout: 60_000 });
    this.#http.on('request', (request, response) => {
      void this.#note(request).then((seen) => {
        const play = this.#plays.get(seen.target.split('?', 1)[0] as string) ?? { body: 'ok' };
        const { status = 200, headers = {}, body = '', hangs = false } = typeof play === 'function' ? play(seen) : play;
        if (hangs) return;
        response.writeHead(status, { ...headers } as Record<string, string | string[]>).end(body);
      });
    });
    this.#http.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      void this.#note(request).then((seen) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        if (head.length > 0) socket.unshift(head);
        this.#serve(socket, seen.authority);
      });
    });
  }

  /** `tls` takes about a second, to make the certificate. */
  static async start({ tls }: { readonly tls: boolean }): Promise<Lab> {
    const certificates = tls ? await testCertificates() : null;
    const context = certificates === null ? null : createSecureContext(certificates.server);
    const lab = new Lab(Buffer.from(certificates?.ca ?? ''), context);
    const one = await lab.#listen('127.0.0.1', 0);
    const two = await lab.#listen('127.0.0.1', 0);
    lab.#ports = [one as number, two as number];
    // localhost may be looked up as ::1 first.
    for (const port of lab.#ports) await lab.#listen('::1', port);
    return lab;
  }

  get port(): number {
    return this.#ports[0];
  }

  get otherPort(): number {
    return this.#ports[1];
  }

  /** The URL of the lab as a proxy. */
  proxy(userinfo = ''): string {
    return `http://${userinfo === '' ? '' : `${userinfo}@`}127.0.0.1:${this.port}`;
  }

  /** Sets the response for a path; any other path gets a 200. */
  play(path: string, answer: Play): void {
    this.#plays.set(path, answer);
  }

  redirect(path: string, location: string, more: Answer = {}): void {
    const { status = 302, headers = {}, ...rest } = more;
    this.play(path, { ...rest, status, headers: { ...headers, Location: location } });
  }

  /** Forgets the recorded requests and the responses to play. */
  clear(): void {
    this.seen.length = 0;
    this.#plays.clear();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  }

  /** The port, or `null` where the address cannot be used. */
  #listen(host: string, port: number): Promise<number | null> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      this.#serve(socket, null);
    });
    return new Promise((resolve) => {
      server.once('error', () => resolve(null));
      server.listen({ host, port, exclusive: true }, () => {
        this.#servers.push(server);
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  #serve(socket: Socket, tunnel: string | null): void {
    socket.on('error', () => {});
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      if (first[0] !== TLS_GREETING || this.#context === null) {
        this.#lines.set(socket, { scheme: 'http', tunnel });
        this.#http.emit('connection', socket);
        socket.resume();
        return;
      }
      const secure = new TLSSocket(socket, { isServer: true, secureContext: this.#context });
      secure.on('error', () => {});
      this.#lines.set(secure, { scheme: 'https', tunnel });
      this.#http.emit('connection', secure);
    });
  }

  async #note(request: IncomingMessage): Promise<Seen> {
    const { scheme, tunnel } = this.#lines.get(request.socket) ?? { scheme: 'http', tunnel: null };
    const line = request.url ?? '';
    const absolute = /^http:\/\/([^/?]*)(.*)$/.exec(line);
    const headers: [string, string][] = [];
    for (let i = 0; i < request.rawHeaders.length; i += 2)
      headers.push([request.rawHeaders[i] as string, request.rawHeaders[i + 1] as string]);
    const connect = request.method === 'CONNECT';
    const pieces: Buffer[] = [];
    if (!connect) for await (const piece of request) pieces.push(piece as Buffer);
    const seen: Seen = {
      method: request.method ?? '',
      scheme,
      via: connect ? 'connect' : absolute !== null ? 'proxy' : tunnel === null ? 'direct' : 'tunnel',
      authority: connect ? line : (absolute?.[1] ?? tunnel ?? request.headers.host ?? ''),
      target: absolute?.[2] ?? line,
      line,
      headers,
      body: Buffer.concat(pieces).toString('latin1'),
    };
    this.seen.push(seen);
    return seen;
  }
}

/** The values of a header, in order. */
export function values(seen: Seen | undefined, name: string): string[] {
  return (seen?.headers ?? []).filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}
