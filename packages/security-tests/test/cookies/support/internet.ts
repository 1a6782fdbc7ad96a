import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { testCertificates } from '@req/test-support/test-certificates';

/** A request as its host received it. */
export interface Visit {
  /** The URL as requested: `http://a.test/x`. */
  readonly url: string;
  readonly host: string;
  /** name, value, name, value …, as received. */
  readonly headers: readonly string[];
  /** The client's port: one for each TCP connection. */
  readonly connection: number;
}

/** A CONNECT request as the proxy received it. */
export interface Tunnel {
  readonly authority: string;
  readonly headers: readonly string[];
}

export interface Answer {
  readonly status?: number;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

/** Set-Cookie lines alone, or more. */
export type Reply = readonly string[] | Answer;

/**
 * Simulates every host, http and https, behind one proxy on loopback. Names are never looked up: a request to the
 * proxy for `http://a.co.uk/` reaches a.co.uk.
 */
export class Internet {
  readonly #proxy: Server;
  readonly #secure: Server;
  readonly #sockets = new Set<Socket>();
  #replies: Readonly<Record<string, Reply>> = {};
  visits: Visit[] = [];
  tunnels: Tunnel[] = [];

  private constructor(certificate: { readonly cert?: string; readonly key?: string }) {
    this.#proxy = createServer((request, response) => this.#answer('', request, response));
    this.#secure = createSecureServer(certificate, (request, response) => {
      this.#answer(`https://${request.headers.host}`, request, response);
    });
    this.#proxy.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
      this.tunnels.push({ authority: request.url ?? '', headers: request.rawHeaders });
      socket.on('error', () => {});
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      this.#secure.emit('connection', socket);
    });
  }

  /** `certificates` (a second to make) are needed for https URLs only; no certificate is valid for the hosts. */
  static async start({ secure = false }: { readonly secure?: boolean } = {}): Promise<Internet> {
    const net = new Internet(secure ? (await testCertificates()).server : {});
    await new Promise<void>((resolve) => net.#proxy.listen(0, '127.0.0.1', resolve));
    return net;
  }

  /** `http://127.0.0.1:port` */
  get proxy(): string {
    return `http://127.0.0.1:${(this.#proxy.address() as AddressInfo).port}`;
  }

  /** Sets the responses by URL; any other URL gets an empty 200. Forgets the requests so far. */
  play(replies: Readonly<Record<string, Reply>>): void {
    this.#replies = replies;
    this.visits = [];
    this.tunnels = [];
  }

  /** The values of a header in the requests to a URL or host, one text per request; `''` for none. */
  got(name: string, where: string): string[] {
    return this.visits
      .filter(({ url, host }) => where === url || where === host)
      .map(({ headers }) => valuesOf(headers, name).join(' & '));
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#proxy.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #answer(origin: string, request: IncomingMessage, response: ServerResponse): void {
    const target = request.url ?? '';
    const url = target.startsWith('/') ? origin + target : target;
    const host = hostOf(url);
    const connection = request.socket.remotePort ?? 0;
    this.visits.push({ url, host, headers: request.rawHeaders, connection });
    const reply = this.#replies[url] ?? {};
    const answer: Answer = isList(reply) ? { headers: reply.map((line) => ['Set-Cookie', line] as const) } : reply;
    response.writeHead(answer.status ?? 200, (answer.headers ?? []).flat()).end(answer.body ?? '');
    request.resume();
  }
}

/** A redirect, with cookies. */
export function redirect(location: string, ...cookies: readonly string[]): Answer {
  return { status: 302, headers: [['Location', location], ...cookies.map((line) => ['Set-Cookie', line] as const)] };
}

export function valuesOf(headers: readonly string[], name: string): string[] {
  return headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === name.toLowerCase());
}

/** As written, without the port. */
function hostOf(url: string): string {
  return (/^\w+:\/\/(\[[^\]]*\]|[^/?#:]*)/.exec(url)?.[1] ?? '').toLowerCase();
}

function isList(reply: Reply): reply is readonly string[] {
  return Array.isArray(reply);
}
