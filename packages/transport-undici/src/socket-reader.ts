import type { OnReadOpts } from 'node:net';
import type { SocketListener } from './wired-socket.ts';

const SIZE = 65_536;
/** What is less than this is copied, and the buffer used again. */
const SMALL = 8_192;

/** Read into by every socket that reads little: all of it is copied out before anything else is read. */
let shared: Buffer | null = null;

/**
 * Reads a socket past its stream, which would take a buffer of 64 KiB for each response, however small, and pass it on
 * in several steps. A socket that reads much gets buffers of its own, and gives them away.
 */
export class SocketReader implements OnReadOpts {
  listener: SocketListener | null = null;
  #own: Buffer | null = null;

  readonly buffer = (): Buffer => {
    shared ??= Buffer.allocUnsafeSlow(SIZE);
    return this.#own ?? shared;
  };

  readonly callback = (count: number, buffer: Uint8Array): boolean => {
    const bytes = buffer as Buffer;
    if (bytes !== this.#own) {
      if (count === SIZE) this.#own = Buffer.allocUnsafeSlow(SIZE);
      this.listener?.arrived(copyOf(bytes, count));
    } else if (count < SMALL) {
      this.#own = null;
      this.listener?.arrived(copyOf(bytes, count));
    } else {
      this.#own = Buffer.allocUnsafeSlow(SIZE);
      this.listener?.arrived(bytes.subarray(0, count));
    }
    return true;
  };
}

function copyOf(bytes: Buffer, count: number): Buffer {
  const copy = Buffer.allocUnsafe(count);
  bytes.copy(copy, 0, 0, count);
  return copy;
}
