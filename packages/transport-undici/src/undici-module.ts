import { RequestException } from '@req/core';
import type { Dispatcher } from 'undici';
import { canReplaceSocket } from './http1/can-replace-socket.ts';
import requireUndici from './load-undici.cjs';
import { TESTED_UNDICI } from './tested-undici.ts';

/** What the transport uses of undici: `import * as undici from 'undici'`, of version 6 or later. */
export interface UndiciModule {
  /** A client for one origin. */
  readonly Client: { new (origin: URL, options: never): object; readonly prototype: { readonly dispatch?: unknown } };
}

/** An undici module, and how it can be used. */
export class Undici {
  /** It takes handlers with `onConnect`, `onHeaders`, … In undici 7, which takes both kinds, they are faster. */
  readonly legacyHandlers: boolean;
  readonly #module: UndiciModule;
  #plain = false;
  /** Sockets of ours in succession to which it did not write the expected head. */
  #unknownWrites = 0;

  constructor(module: UndiciModule) {
    this.#module = module;
    this.legacyHandlers = this.#accepts(LEGACY_HANDLER);
  }

  /**
   * This version cannot be given a socket of ours: it writes HTTP/1.1 requests differently from the tested ones. It is
   * used by its documented API, with fewer capabilities and a connection for each request.
   */
  get plain(): boolean {
    return this.#plain;
  }

  /** Uses it by its documented API from now on, and warns of that once. */
  usePlain(): void {
    if (this.#plain) return;
    this.#plain = true;
    process.emitWarning(WARNING, { code: 'REQ_UNTESTED_UNDICI' });
  }

  onKnownWrite(): void {
    this.#unknownWrites = 0;
  }

  /** Once may be a coincidence while a connection is closed: the request is moved to another. Twice is a pattern. */
  onUnknownWrite(): void {
    if (++this.#unknownWrites >= 2) this.usePlain();
  }

  makeClient(origin: URL, options: object): Dispatcher {
    return new this.#module.Client(origin, options as never) as Dispatcher;
  }

  /** Whether undici takes a request with this handler; it is never sent. */
  #accepts(handler: object): boolean {
    const client = this.makeClient(
      new URL('http://invalid'),
      Object.assign(Object.create(null), { connect: () => {} }),
    );
    try {
      client.dispatch({ path: '/', method: 'GET' }, handler as Dispatcher.DispatchHandler);
      return true;
    } catch {
      return false;
    } finally {
      void client.destroy().catch(() => {});
    }
  }
}

const ignore = (): boolean => true;
const LEGACY_HANDLER = Object.assign(Object.create(null), {
  onConnect: ignore,
  onHeaders: ignore,
  onData: ignore,
  onComplete: ignore,
  onError: ignore,
});

const TESTED = TESTED_UNDICI.map(([first, last]) => `${first} to ${last}`).join(', ');
const WARNING =
  `This version of undici writes requests differently from the tested ones (${TESTED}). UndiciTransport uses it with ` +
  'fewer capabilities and a new connection for each HTTP/1.1 request.';

const loaded = new WeakMap<UndiciModule, Undici>();
const loading = new WeakMap<UndiciModule, Promise<Undici>>();
/** The undici that this package depends on. */
let dependency: UndiciModule | null = null;

/** The undici of `loadUndici`, when it was loaded before. `module`: `null` for the dependency of this package. */
export function loadedUndici(module: UndiciModule | null): Undici | null {
  const key = module ?? dependency;
  return key === null ? null : (loaded.get(key) ?? null);
}

/**
 * Loads undici and finds out how it can be used, once for each module. Loading it takes most of the time of a start, so it
 * is done for the first request.
 */
export async function loadUndici(module: UndiciModule | null): Promise<Undici> {
  if (module === null) dependency ??= loadDependency();
  const key = module ?? (dependency as UndiciModule);
  let undici = loading.get(key);
  if (undici === undefined) {
    undici = tryOut(key);
    loading.set(key, undici);
  }
  return undici;
}

/** @throws RequestException when it does not start, as undici 8 on Node 20 */
function loadDependency(): UndiciModule {
  try {
    return requireUndici();
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    throw new RequestException(
      `undici cannot be loaded on Node ${process.versions.node} (${cause.message}). Install a version that supports it: ` +
        'undici 8 needs Node 22.19, undici 7 runs on Node 20. Nothing was sent.',
      { cause },
    );
  }
}

async function tryOut(module: UndiciModule): Promise<Undici> {
  const undici = new Undici(module);
  if (!(await canReplaceSocket(undici))) undici.usePlain();
  loaded.set(module, undici);
  return undici;
}
