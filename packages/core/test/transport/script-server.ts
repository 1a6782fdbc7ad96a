import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with a request: responds with a status, drops the connection, or sends nothing. */
export type Reply = number | 'drop' | 'silence' | ((response: ServerResponse) => void);

/** A server on loopback that plays replies in order and then responds with 200. It records what it received. */
export class ScriptServer {
  readonly seen: string[] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  readonly #server: Server;
  #replies: readonly Reply[] = [];

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  play(...replies: Reply[]): void {
    this.#replies = replies;
    this.seen.length = 0;
    this.headers.length = 0;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/r`;
  }

  connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.headers.push(request.headers);
    const reply = this.#replies[this.seen.push(`${request.method} ${body}`.trim()) - 1] ?? 200;
    if (reply === 'drop') request.socket.destroy();
    else if (typeof reply === 'function') reply(response);
    else if (reply !== 'silence') response.writeHead(reply).end(`status ${reply}`);
  }
}

/** A status with a Retry-After header. */
export function later(status: number, retryAfter: string): Reply {
  return (response) => void response.writeHead(status, { 'Retry-After': retryAfter }).end();
}
