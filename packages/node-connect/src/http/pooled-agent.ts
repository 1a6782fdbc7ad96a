import type http from 'node:http';
import net from 'node:net';
import { ConnectionError, type TraceListener } from '@req/core';
import { afterPoll } from '../net/after-poll.ts';
import { type Opening, openSocket, type SocketTarget } from '../net/open-socket.ts';
import { AgentBase, type AgentRequestOptions, type WaitingRequest } from './node-internals/agent.ts';
import { onDestroy } from './on-destroy.ts';
import { noteReuse } from './reused-socket.ts';
import { traceOf } from './traced-request.ts';
import { endedCleanly, watch } from './watched-socket.ts';

/** What the sockets of one pool have in common. */
export type PoolSettings = Omit<SocketTarget, 'host' | 'port'>;

/** An idle socket that has been free for less is reused without polling whether it is still open. Milliseconds. */
const IDLE_CHECK_AFTER_MS = 1;

/**
 * Node's own agent over sockets from `openSocket`: it hands out only sockets that are ready, and gives up one that is
 * being opened when its request is destroyed.
 */
export class PooledAgent extends AgentBase {
  readonly #settings: PoolSettings;
  /** The opened socket that `createConnection` returns next. */
  #ready: net.Socket | null = null;
  #retired = false;
  readonly #freeSince = new WeakMap<net.Socket, number>();

  constructor(settings: PoolSettings, options: http.AgentOptions) {
    super(options);
    this.#settings = settings;
  }

  /** Whether there is no socket and no waiting request. */
  get unused(): boolean {
    return isEmpty(this.sockets) && isEmpty(this.freeSockets) && isEmpty(this.requests);
  }

  /** Closes idle sockets, and busy ones once they are free; further requests fail. Returns the idle sockets. */
  retire(): net.Socket[] {
    this.keepAlive = false;
    this.#retired = true;
    const idle = Object.values(this.freeSockets).flatMap((sockets) => sockets ?? []);
    for (const socket of idle) socket.destroy();
    return idle;
  }

  /** Everything else that distinguishes connections is the same in one pool. */
  override getName({ host, port }: { host?: string | undefined; port?: number | undefined } = {}): string {
    return `${host}:${port}`;
  }

  override addRequest(request: WaitingRequest, options: AgentRequestOptions): void {
    if (this.#retired) request.destroy(new ConnectionError('The transport is closed.'));
    if (request.destroyed) {
      request.onSocket(null);
      return;
    }
    const idle = this.#lastIdle(this.getName(options));
    if (idle === undefined) {
      this.#addNow(request, options);
      return;
    }
    const fresh = performance.now() - (this.#freeSince.get(idle) ?? 0) < IDLE_CHECK_AFTER_MS;
    // While this process was busy, the server may have closed the connection or sent unsolicited bytes. Polling for input
    // shows that; urllib3 likewise checks whether an idle socket is readable.
    const wait = fresh ? setImmediate : afterPoll;
    wait(() => this.#addUnlessDestroyed(request, options));
  }

  #addUnlessDestroyed(request: WaitingRequest, options: AgentRequestOptions): void {
    if (request.destroyed) request.onSocket(null);
    else this.#addNow(request, options);
  }

  /** The idle socket that was used last; closed ones are dropped. */
  #lastIdle(name: string): net.Socket | undefined {
    const idle = this.freeSockets[name] as net.Socket[] | undefined;
    while (idle?.at(-1)?.destroyed === true) idle.pop();
    return idle?.at(-1);
  }

  #addNow(request: WaitingRequest, options: AgentRequestOptions): void {
    this.#lastIdle(this.getName(options));
    super.addRequest(request, options);
    if (this.maxSockets === Number.POSITIVE_INFINITY) return;
    const name = this.getName(options);
    if (this.requests[name]?.includes(request) !== true) return;
    const stop = onDestroy(request, () => {
      if (this.#leaveQueue(name, request)) request.onSocket(null);
    });
    request.once('socket', stop);
  }

  override createSocket(request: WaitingRequest, options: AgentRequestOptions): void {
    const name = this.getName(options);
    this.#leaveQueue(name, request);
    const placeholder = this.#addPlaceholder(name);
    const done = (): void => {
      stopWatching();
      this.#removePlaceholder(name, placeholder);
    };
    const failed = (error?: Error): void => {
      done();
      request.onSocket(null, error);
      this.#serveNext(name, options);
    };
    const opening = openSocket(this.#target(options, traceOf(request)), (error, socket) => {
      if (error !== null || socket === null) return failed(error ?? undefined);
      done();
      this.#ready = socket;
      // After node:http has added its listeners.
      process.nextTick(watch, socket);
      super.createSocket(request, options, (_error, taken) => request.onSocket(taken ?? null));
    });
    const stopWatching = onDestroy(request, () => {
      opening.destroy();
      failed();
    });
  }

  /** Opens a socket that does not belong to the pool. */
  open(options: AgentRequestOptions, callback: Parameters<typeof openSocket>[1]): Opening {
    return openSocket(this.#target(options, null), callback);
  }

  #target({ host, port }: AgentRequestOptions, trace: TraceListener | null): SocketTarget {
    return { ...this.#settings, host, port, trace };
  }

  override createConnection(): net.Socket {
    const socket = this.#ready;
    this.#ready = null;
    return socket as net.Socket;
  }

  /** node:http emits 'free' when a response has ended, upon which the next request gets the socket at once. */
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'free') return super.emit(event as 'free', ...(args as []));
    const [socket, options] = args as [net.Socket, AgentRequestOptions];
    const emitFree = (): boolean => {
      if (!endedCleanly(socket)) socket.destroy();
      return super.emit('free', socket, options);
    };
    if (this.requests[this.getName(options)] === undefined) return emitFree();
    // Unsolicited bytes that are on their way must not become the next response.
    if (!endedCleanly(socket)) socket.destroy();
    afterPoll(emitFree);
    return true;
  }

  override keepSocketAlive(socket: net.Socket): boolean {
    // Unsolicited bytes would become the next response.
    if (socket.readableLength > 0) return false;
    // Typed as void, but it returns whether the server's Keep-Alive hint leaves any time.
    const kept = super.keepSocketAlive(socket) as unknown as boolean;
    if (kept) this.#freeSince.set(socket, performance.now());
    return kept;
  }

  override reuseSocket(socket: net.Socket, request: http.ClientRequest): void {
    noteReuse(request, socket);
    super.reuseSocket(socket, request);
  }

  #leaveQueue(name: string, request: http.ClientRequest): boolean {
    const queue = this.requests[name];
    const index = queue?.indexOf(request as never) ?? -1;
    if (queue === undefined || index < 0) return false;
    queue.splice(index, 1);
    if (queue.length === 0) delete (this.requests as Record<string, unknown>)[name];
    return true;
  }

  /** Node counts only open sockets: a placeholder counts for one that is being opened. */
  #addPlaceholder(name: string): net.Socket {
    const placeholder = new net.Socket();
    const sockets = this.sockets as Record<string, net.Socket[]>;
    sockets[name] ??= [];
    sockets[name].push(placeholder);
    return placeholder;
  }

  #removePlaceholder(name: string, placeholder: net.Socket): void {
    const sockets = this.sockets as Record<string, net.Socket[]>;
    const list = sockets[name];
    const index = list?.indexOf(placeholder) ?? -1;
    if (list === undefined || index < 0) return;
    list.splice(index, 1);
    if (list.length === 0) delete sockets[name];
  }

  /** Opening failed: the next request in the queue may open a socket. */
  #serveNext(name: string, options: AgentRequestOptions): void {
    const next = this.requests[name]?.[0];
    if (next !== undefined) this.createSocket(next as never, options);
  }
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}
