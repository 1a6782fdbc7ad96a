import type { Transport, TransportResponse } from '@req/core';
import { within } from './clock.ts';
import { fail } from './expectation.ts';
import { readBody } from './read-body.ts';
import { type RawConnection, RawServer } from './server/raw-server.ts';
import { ScriptServer } from './server/script-server.ts';
import { type TransportRequestInit, transportRequest } from './transport-request.ts';

/** Milliseconds that `close()` may take when no connection is left. */
const CLOSING = 2_000;

/** What a case works with: a transport of its own, a server of its own, and whatever else it opens, closed at its end. */
export class CaseContext {
  readonly transport: Transport;
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

  static async open(createTransport: () => Transport | Promise<Transport>): Promise<CaseContext> {
    const transport = await createTransport();
    return new CaseContext(transport, await ScriptServer.start(), createTransport);
  }

  /** URL of a path at origin A. */
  url(path = '/'): string {
    return this.server.origins.A + path;
  }

  /** Sends through the transport of the case. */
  send(init: TransportRequestInit): Promise<TransportResponse> {
    return noted(this.transport.send(transportRequest(init)));
  }

  /** Sends, and reads the body to its end. */
  exchange(init: TransportRequestInit): Promise<{ response: TransportResponse; body: Buffer }> {
    return noted(this.send(init).then(async (response) => ({ response, body: await readBody(response) })));
  }

  /** Another transport of the same kind. */
  async anotherTransport(): Promise<Transport> {
    const transport = await this.#create();
    this.#transports.push(transport);
    return transport;
  }

  /** A server whose every byte the case decides. */
  async listen(onConnection: (connection: RawConnection) => void | Promise<void>): Promise<RawServer> {
    const server = await RawServer.start(onConnection);
    this.atEnd(() => server.close());
    return server;
  }

  /** Something to undo when the case is over. */
  atEnd(cleanup: () => Promise<void>): void {
    this.#cleanups.push(cleanup);
  }

  /** The requests noted so far, for messages. */
  wire(): string {
    const { requests } = this.server;
    if (requests.length === 0) return 'no request was noted by the script server';
    return requests
      .map(({ line, headers, framing, body }) => {
        const lines = headers.map(([name, value]) => `  ${name}: ${value.slice(0, 120)}`);
        return [line, ...lines, `  (framing ${framing}, ${body.length} bytes)`].join('\n');
      })
      .join('\n');
  }

  /** Closes servers first, so that nothing under way can hold the transports up. */
  async dispose(): Promise<void> {
    for (const cleanup of this.#cleanups.reverse()) await cleanup();
    await this.server.close();
    const closing = Promise.all(this.#transports.map((transport) => transport.close()));
    closing.catch(() => {});
    await within(CLOSING, closing, 'close(), with every connection gone,').catch((error: unknown) =>
      fail(error instanceof Error ? error.message : String(error)),
    );
  }
}

/** A case may fail before it looks at a promise; only what the transport itself leaves unhandled counts. */
function noted<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
