import type { Duplex } from 'node:stream';

const SEND_ERRORS = new Set(['EPIPE', 'ECONNRESET', 'EPROTOTYPE']);
const FORGIVEN = Symbol('forgiven');

type Callback = (error?: Error | null) => void;

interface ForgivenSocket extends Duplex {
  [FORGIVEN]: Forgiveness;
}

/**
 * A connection that breaks while the request is being sent can still be read: the server may have answered and hung up
 * (RFC 9112 §9.3). The socket then takes whatever is written for sent. `onBroken` is told.
 */
export function forgiveWriteErrors(socket: Duplex, onBroken: () => void): void {
  const { _write: write, _writev: writev } = socket;
  (socket as ForgivenSocket)[FORGIVEN] = { write, writev, onBroken, last: null, forgiving: null };
  socket._write = forgivingWrite;
  if (writev) socket._writev = forgivingWritev;
}

interface Forgiveness {
  readonly write: Duplex['_write'];
  readonly writev: Duplex['_writev'];
  readonly onBroken: () => void;
  /** A stream's own callback is the same for each write: so is the one that takes its place. */
  last: Callback | null;
  forgiving: Callback | null;
}

function forgivingWrite(this: Duplex, chunk: unknown, encoding: BufferEncoding, callback: Callback): void {
  (this as ForgivenSocket)[FORGIVEN].write.call(this, chunk, encoding, forgiving(this, callback));
}

function forgivingWritev(
  this: Duplex,
  chunks: { chunk: unknown; encoding: BufferEncoding }[],
  callback: Callback,
): void {
  (this as ForgivenSocket)[FORGIVEN].writev?.call(this, chunks, forgiving(this, callback));
}

function forgiving(socket: Duplex, callback: Callback): Callback {
  const forgiveness = (socket as ForgivenSocket)[FORGIVEN];
  if (forgiveness.last === callback && forgiveness.forgiving !== null) return forgiveness.forgiving;
  forgiveness.last = callback;
  forgiveness.forgiving = (error) => {
    if (error && SEND_ERRORS.has((error as NodeJS.ErrnoException).code ?? '')) {
      forgiveness.onBroken();
      socket.emit('drain');
      callback();
      return;
    }
    callback(error);
  };
  return forgiveness.forgiving;
}
