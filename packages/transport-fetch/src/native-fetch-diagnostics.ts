import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { FetchWatcher, WatchedCall, WatchedConnection } from './watched-fetch.ts';

/** As it was when this was loaded: later it may be replaced. */
const native = globalThis.fetch;

/**
 * Node's own fetch is undici, which publishes what becomes of a request on diagnostics channels. These belong to the whole
 * process; the asynchronous context tells whose request it is. They are subscribed to only while a call is in progress.
 */
const CREATED = 'undici:request:create';
const HEAD_SENT = 'undici:client:sendHeaders';

const caller = new AsyncLocalStorage<Call>();
const calls = new WeakMap<object, Call>();
let running = 0;

/** How to call this fetch and observe its connection; `null` when it publishes nothing. */
export function watchedCall(fetch: unknown): WatchedCall | null {
  return fetch === native && process.versions['undici'] !== undefined && !('bun' in process.versions) ? watch : null;
}

/** All that an asynchronous context retains for as long as its connection is kept. */
class Call {
  watcher: FetchWatcher | null;

  constructor(watcher: FetchWatcher) {
    this.watcher = watcher;
  }
}

function watch<T>(run: () => Promise<T>, watcher: FetchWatcher): Promise<T> {
  const call = new Call(watcher);
  if (running++ === 0) {
    subscribe(CREATED, onCreated);
    subscribe(HEAD_SENT, onHeadSent);
  }
  return caller.run(call, run).finally(() => {
    call.watcher = null;
    if (--running > 0) return;
    unsubscribe(CREATED, onCreated);
    unsubscribe(HEAD_SENT, onHeadSent);
    caller.disable();
  });
}

interface Message {
  readonly request: { readonly method?: string };
  readonly socket?: Socket;
}

function onCreated(message: unknown): void {
  const call = caller.getStore();
  const { request } = message as Message;
  // CONNECT belongs to connecting.
  if (call === undefined || request.method === 'CONNECT') return;
  calls.set(request, call);
  call.watcher?.connecting();
}

function onHeadSent(message: unknown): void {
  const { request, socket } = message as Message;
  calls.get(request)?.watcher?.connected(new UndiciConnection(socket ?? null));
}

/** Sockets whose response nobody reads. */
const unread = new Map<Socket, UndiciConnection>();

/** The next request on such a socket must keep the process alive, whoever makes it: undici assumes that it does. */
function onSocketTaken(message: unknown): void {
  const { socket } = message as Message;
  if (socket !== undefined) unread.get(socket)?.taken();
}

/**
 * A socket of undici's, which undici unrefs only while it is idle. It is unref'd while nobody reads its response, and
 * ref'd for the next request on it.
 */
class UndiciConnection implements WatchedConnection {
  readonly #socket: Socket | null;
  #taken = false;

  constructor(socket: Socket | null) {
    this.#socket = socket;
  }

  keepAlive(awaited: boolean): void {
    const socket = this.#socket;
    if (socket === null || this.#taken) return;
    if (awaited) socket.ref();
    else {
      if (unread.size === 0) subscribe(HEAD_SENT, onSocketTaken);
      unread.set(socket, this);
      socket.unref();
    }
  }

  /** undici takes the next request of its queue a turn of the event loop later. */
  release(): void {
    if (this.#socket !== null && unread.get(this.#socket) === this)
      setImmediate(() => setImmediate(() => this.#forget()));
  }

  taken(): void {
    this.#taken = true;
    this.#socket?.ref();
    this.#forget();
  }

  #forget(): void {
    const socket = this.#socket as Socket;
    if (unread.get(socket) !== this) return;
    unread.delete(socket);
    if (unread.size === 0) unsubscribe(HEAD_SENT, onSocketTaken);
  }
}
