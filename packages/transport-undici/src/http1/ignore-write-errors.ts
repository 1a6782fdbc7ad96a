import type { Duplex } from 'node:stream';

const SEND_ERRORS = new Set(['EPIPE', 'ECONNRESET', 'EPROTOTYPE']);
const FORGIVEN = Symbol('forgiven');

type Callback = (error?: Error | null) => void;

/** Whose connection it is. */
export interface Breakable {
  broken: boolean;
}

interface ForgivenSocket extends Duplex {
  [FORGIVEN]: Forgiveness;
}

/**
 * A connection that breaks while the request is being sent can still be read: the server may have answered and hung up
 * (RFC 9112 §9.3). The socket then takes whatever is written for sent, and `owner.broken` is set.
 */
export function ignoreWriteErrors(socket: Duplex, owner: Breakable): void {
  (socket as ForgivenSocket)[FORGIVEN] = { owner, last: null, forgiving: null };
  socket._write = forgivingWrite;
  if (socket._writev) socket._writev = forgivingWritev;
}

interface Forgiveness {
  readonly owner: Breakable;
  /** A stream's own callback is the same for each write: so is the one that takes its place. */
  last: Callback | null;
  forgiving: Callback | null;
}

function forgivingWrite(this: Duplex, chunk: unknown, encoding: BufferEncoding, callback: Callback): void {
  ownClass(this)._write.call(this, chunk, encoding, forgiving(this, callback));
}

function forgivingWritev(
  this: Duplex,
  chunks: { chunk: unknown; encoding: BufferEncoding }[],
  callback: Callback,
): void {
  ownClass(this)._writev?.call(this, chunks, forgiving(this, callback));
}

/** Where the methods are that were covered. */
const ownClass = (socket: Duplex): Duplex => Object.getPrototypeOf(socket) as Duplex;

function forgiving(socket: Duplex, callback: Callback): Callback {
  const forgiveness = (socket as ForgivenSocket)[FORGIVEN];
  if (forgiveness.last === callback && forgiveness.forgiving !== null) return forgiveness.forgiving;
  forgiveness.last = callback;
  forgiveness.forgiving = (error) => {
    if (error && SEND_ERRORS.has((error as NodeJS.ErrnoException).code ?? '')) {
      forgiveness.owner.broken = true;
      socket.emit('drain');
      callback();
      return;
    }
    callback(error);
  };
  return forgiveness.forgiving;
}
