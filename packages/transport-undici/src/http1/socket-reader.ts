import type { OnReadOpts } from 'node:net';
import type { SocketListener } from './socket-events.ts';

/** Read into by every socket, one read after the other: all of it is copied out before anything else is read. */
let shared: Buffer | null = null;

/**
 * Reads a socket past its stream, which would take a buffer of 64 KiB for each response, however small, and pass it on in
 * several steps.
 */
export class SocketReader implements OnReadOpts {
  listener: SocketListener | null = null;
  readonly buffer: Buffer;

  constructor() {
    shared ??= Buffer.allocUnsafeSlow(65_536);
    this.buffer = shared;
  }

  readonly callback = (count: number, bytes: Uint8Array): boolean => {
    const copy = Buffer.allocUnsafe(count);
    copy.set(count === bytes.length ? bytes : bytes.subarray(0, count));
    this.listener?.arrived(copy);
    return true;
  };
}
