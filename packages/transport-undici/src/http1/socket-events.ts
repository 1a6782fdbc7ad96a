import type { OnReadOpts } from 'node:net';
import type { Duplex } from 'node:stream';

/** What is told about a socket. */
export interface SocketListener {
  onBytes(chunk: Buffer): void;
  onEnd(): void;
  onDrain(): void;
  onError(error: Error): void;
  onClose(hadError: boolean): void;
}

const LISTENER = Symbol('listener');

interface ListenedSocket extends Duplex {
  [LISTENER]: SocketListener;
}

// The event handlers are shared by all sockets: closures for each would be half of what a connection allocates.

/** Tells of errors and of the close. */
export function listen(socket: Duplex, listener: SocketListener): void {
  (socket as ListenedSocket)[LISTENER] = listener;
  socket.on('error', onError);
  socket.on('close', onClose);
}

/** Tells of bytes and of the end, too. */
export function listenToBytes(socket: Duplex): void {
  socket.on('data', onData);
  socket.on('end', onEnd);
}

export function listenToDrain(socket: Duplex): void {
  socket.on('drain', onDrain);
}

function onData(this: Duplex, chunk: Buffer): void {
  (this as ListenedSocket)[LISTENER].onBytes(chunk);
}

function onEnd(this: Duplex): void {
  (this as ListenedSocket)[LISTENER].onEnd();
}

function onDrain(this: Duplex): void {
  (this as ListenedSocket)[LISTENER].onDrain();
}

function onError(this: Duplex, error: Error): void {
  (this as ListenedSocket)[LISTENER].onError(error);
}

function onClose(this: Duplex, hadError: boolean): void {
  (this as ListenedSocket)[LISTENER].onClose(hadError);
}

/** All sockets read into this buffer, one at a time: what was read is copied out before the next read. */
let sharedBuffer: Buffer | null = null;

/**
 * The `onread` option of a socket. Its bytes bypass the stream, which would allocate 64 KiB for each response, however
 * small.
 */
export class SocketReader implements OnReadOpts {
  listener: SocketListener | null = null;
  readonly buffer: Buffer;

  constructor() {
    sharedBuffer ??= Buffer.allocUnsafeSlow(65_536);
    this.buffer = sharedBuffer;
  }

  readonly callback = (count: number, bytes: Uint8Array): boolean => {
    const copy = Buffer.allocUnsafe(count);
    copy.set(count === bytes.length ? bytes : bytes.subarray(0, count));
    this.listener?.onBytes(copy);
    return true;
  };
}
