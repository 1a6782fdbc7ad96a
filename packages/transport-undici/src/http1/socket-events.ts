import type { Duplex } from 'node:stream';

/** Who is told what happens on a socket. */
export interface SocketListener {
  arrived(chunk: Buffer): void;
  ended(): void;
  /** What was written is out. */
  onDrain(): void;
  failed(error: Error): void;
  closed(hadError: boolean): void;
}

const LISTENER = Symbol('listener');

interface WiredSocket extends Duplex {
  [LISTENER]: SocketListener;
}

export function listenTo(socket: Duplex, listener: SocketListener): void {
  (socket as WiredSocket)[LISTENER] = listener;
  socket.on('error', onError);
  socket.on('close', onClose);
}

/** Bytes are told as they come, from now on. */
export function readFrom(socket: Duplex): void {
  socket.on('data', onData);
  socket.on('end', onEnd);
}

/** From now on. */
export function tellOfDrain(socket: Duplex): void {
  socket.on('drain', onDrain);
}

// One function for all sockets: closures for each would be half of what a connection takes.

function onData(this: Duplex, chunk: Buffer): void {
  (this as WiredSocket)[LISTENER].arrived(chunk);
}

function onEnd(this: Duplex): void {
  (this as WiredSocket)[LISTENER].ended();
}

function onDrain(this: Duplex): void {
  (this as WiredSocket)[LISTENER].onDrain();
}

function onError(this: Duplex, error: Error): void {
  (this as WiredSocket)[LISTENER].failed(error);
}

function onClose(this: Duplex, hadError: boolean): void {
  (this as WiredSocket)[LISTENER].closed(hadError);
}
