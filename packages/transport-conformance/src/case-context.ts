import type { Transport, TransportResponse } from '@req/core';
import { within } from './clock.ts';
import { fail } from './expectation.ts';
import { readBody } from './read-body.ts';
import { type RawConnection, RawServer } from './server/raw-server.ts';
import { ScriptServer } from './server/script-server.ts';
import { type TransportRequestInit, transportRequest } from './transport-request.ts';

/** Milliseconds that `close()` may take when no connection is left. */
const CLOSE_LIMIT = 2_000;

/** What a case works with: a new transport and a new server. Everything it opens is closed when the case ends. */
export class CaseContext {
  /** The transport under test. */
  readonly transport: Transport;
  /** The server that it sends to. */
  readonly server: ScriptServer;
  readonly #create: () => Transport | Promise<Transport>;
  readonly #transports: Transport[];
  readonly #cleanups: (() => Promise<void>)[] = [];

  private constructor(transport: Transport, server: ScriptServer, create: () => Transport | Promise<Transport>) {
    this.transport = transport;
    this.server = server;
    this.#create = create;
    this.#transports = [transport];
  }

  /** Creates the transport and starts the server. */
  static async open(createTransport: () => Transport | Promise<Transport>): Promise<CaseContext> {
    const transport = await createTransport();
    return new CaseContext(transport, await ScriptServer.start(), createTransport);
  }

  /** The URL of a path at origin A of the server. */
  url(path = '/'): string {
    return this.server.origins.A + path;
  }

  /** Sends a request through the transport. */
  send(init: TransportRequestInit): Promise<TransportResponse> {
    return markHandled(this.transport.send(transportRequest(init)));
  }

  /** Sends a request and reads the whole body of the response. */
  exchange(init: TransportRequestInit): Promise<{ response: TransportResponse; body: Buffer }> {
    return markHandled(this.send(init).then(async (response) => ({ response, body: await readBody(response) })));
  }

  /** Creates a further transport. */
  async anotherTransport(): Promise<Transport> {
    const transport = await this.#create();
    this.#transports.push(transport);
    return transport;
  }

  /** Starts a server whose bytes the case writes itself. */
  async listen(onConnection: (connection: RawConnection) => void | Promise<void>): Promise<RawServer> {
    const server = await RawServer.start(onConnection);
    this.atEnd(() => server.close());
    return server;
  }

  /** Registers a clean-up for the end of the case. */
  atEnd(cleanup: () => Promise<void>): void {
    this.#cleanups.push(cleanup);
  }

  /** The requests received by the server so far, as text for failure messages. */
  receivedRequests(): string {
    const { requests } = this.server;
    if (requests.length === 0) return '(none)';
    return requests
      .map(({ line, headers, framing, body }) => {
        const lines = headers.map(([name, value]) => `  ${name}: ${value.slice(0, 120)}`);
        return [line, ...lines, `  (framing: ${framing}, body: ${body.length} bytes)`].join('\n');
      })
      .join('\n');
  }

  /** Closes the servers first, so that no exchange in progress can delay the transports. */
  async dispose(): Promise<void> {
    for (const cleanup of this.#cleanups.reverse()) await cleanup();
    await this.server.close();
    const closing = markHandled(Promise.all(this.#transports.map((transport) => transport.close())));
    await within(CLOSE_LIMIT, closing, 'close(), with no connection left,').catch((error: unknown) =>
      fail(error instanceof Error ? error.message : String(error)),
    );
  }
}

/** A case may fail before it awaits a promise; only rejections that the transport leaves unhandled count. */
function markHandled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
