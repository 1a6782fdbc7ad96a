import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FetchWatcher, WatchedCall } from './watched-fetch.ts';

/** As it was when this was loaded; what took its place later may be anything. */
const native = globalThis.fetch;

/**
 * Node's own fetch is undici, which tells on its diagnostics channels what becomes of a request. Channels are the whole
 * process': whose request it is shows the asynchronous context that it was made in. Listened to while there is a call.
 */
const CREATED = 'undici:request:create';
const HEAD_SENT = 'undici:client:sendHeaders';

const caller = new AsyncLocalStorage<Call>();
const calls = new WeakMap<object, Call>();
let running = 0;

/** How to call this fetch and be told of its connection; `null` when it tells nothing. */
export function watchedCall(fetch: unknown): WatchedCall | null {
  return fetch === native && process.versions['undici'] !== undefined && !('bun' in process.versions) ? watch : null;
}

/** All that the connection's own resources hold on to for as long as it is kept. */
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
}

function onCreated(message: unknown): void {
  const call = caller.getStore();
  const { request } = message as Message;
  // The tunnel through a proxy is part of connecting.
  if (call === undefined || request.method === 'CONNECT') return;
  calls.set(request, call);
  call.watcher?.connecting();
}

function onHeadSent(message: unknown): void {
  calls.get((message as Message).request)?.watcher?.connected();
}
