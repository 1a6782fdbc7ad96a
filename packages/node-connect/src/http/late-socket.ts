import type { AddressInfo, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { RequestException } from '@req/core';
import type { Opening } from '../net/open-socket.ts';

type Callback = (error?: Error | null) => void;

/** Notified of a connection that a mock asks for. */
export interface ConnectionWatcher {
  connecting(): void;
  connected(): void;
}

/** Opens a socket as `openSocket` does. */
export type Open = (callback: (error: RequestException | null, socket: Socket | null) => void) => Opening;

/**
 * The stream that an agent's `createConnection` returns at once, as Node documents it, while the socket is opened through a
 * proxy or with an address guard. What is written until then is buffered.
 */
export class LateSocket extends Duplex {
  connecting = true;
  readonly #opening: Opening;
  #socket: Socket | null = null;
  #pending: (() => void) | null = null;

  constructor(open: Open, secure: boolean, watcher: ConnectionWatcher) {
    super({ allowHalfOpen: false });
    watcher.connecting();
    this.#opening = open((error, socket) => {
      if (socket === null) {
        this.destroy(error ?? undefined);
        return;
      }
      this.#take(socket);
      watcher.connected();
      this.emit('connect');
      if (secure) this.emit('secureConnect');
      this.emit('ready');
    });
  }

  #take(socket: Socket): void {
    this.#socket = socket;
    this.connecting = false;
    socket.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
    const pending = this.#pending;
    this.#pending = null;
    pending?.();
  }

  override _read(): void {
    this.#socket?.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: Callback): void {
    if (this.#socket !== null) this.#socket.write(chunk, callback);
    else this.#pending = () => this._write(chunk, _encoding, callback);
  }

  override _final(callback: Callback): void {
    if (this.#socket !== null) this.#socket.end(() => callback());
    else this.#pending = () => this._final(callback);
  }

  override _destroy(error: Error | null, callback: Callback): void {
    if (this.#socket === null) this.#opening.destroy();
    else this.#socket.destroy();
    this.#pending = null;
    callback(error);
  }

  address(): AddressInfo | object {
    return this.#socket?.address() ?? {};
  }

  setTimeout(milliseconds: number, listener?: () => void): this {
    this.#socket?.setTimeout(milliseconds, listener);
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    this.#socket?.ref();
    return this;
  }

  unref(): this {
    this.#socket?.unref();
    return this;
  }
}
