import type { Duplex } from 'node:stream';

const WRITE_ERRORS = new Set(['EPIPE', 'ECONNRESET', 'EPROTOTYPE']);
const STATE = Symbol('ignored write errors');

type Callback = (error?: Error | null) => void;

/** Told that a write has failed. */
export interface WriteErrorOwner {
  writeFailed: boolean;
}

interface State {
  readonly owner: WriteErrorOwner;
  /** A stream passes the same callback to each write, so its replacement is kept, too. */
  lastCallback: Callback | null;
  replacement: Callback | null;
}

interface IgnoringSocket extends Duplex {
  [STATE]: State;
}

/**
 * Lets a connection that breaks while the request is being sent be read on: the server may have responded and closed it
 * (RFC 9112 §9.3). The socket treats further writes as done, and `owner.writeFailed` is set.
 */
export function ignoreWriteErrors(socket: Duplex, owner: WriteErrorOwner): void {
  (socket as IgnoringSocket)[STATE] = { owner, lastCallback: null, replacement: null };
  socket._write = write;
  if (socket._writev) socket._writev = writev;
}

function write(this: Duplex, chunk: unknown, encoding: BufferEncoding, callback: Callback): void {
  prototypeOf(this)._write.call(this, chunk, encoding, ignoring(this, callback));
}

function writev(this: Duplex, chunks: { chunk: unknown; encoding: BufferEncoding }[], callback: Callback): void {
  prototypeOf(this)._writev?.call(this, chunks, ignoring(this, callback));
}

/** Holds the socket's original methods. */
const prototypeOf = (socket: Duplex): Duplex => Object.getPrototypeOf(socket) as Duplex;

function ignoring(socket: Duplex, callback: Callback): Callback {
  const state = (socket as IgnoringSocket)[STATE];
  if (state.lastCallback === callback && state.replacement !== null) return state.replacement;
  state.lastCallback = callback;
  state.replacement = (error) => {
    if (error && WRITE_ERRORS.has((error as NodeJS.ErrnoException).code ?? '')) {
      state.owner.writeFailed = true;
      socket.emit('drain');
      callback();
      return;
    }
    callback(error);
  };
  return state.replacement;
}
