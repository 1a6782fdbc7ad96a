import type { Socket } from 'node:net';
import type { PhaseTimer } from '@req/core/transport';
import { unsentBytes } from './node-internals/unsent-bytes.ts';

/** Milliseconds between two looks at the socket. */
const INTERVAL = { least: 10, most: 500 } as const;

/**
 * While the server takes nothing of a body, the read timeout runs: in Requests it covers sending, too. While the caller's
 * stream is waited for, it does not. Returns a function that stops watching.
 */
export function watchUpload(socket: Socket, timer: PhaseTimer, readTimeout: number): () => void {
  let written = 0;
  let unsent = 0;
  // No event tells that a part of a large buffer was sent.
  const look = (): void => {
    const before = { written, unsent };
    written = socket.bytesWritten;
    unsent = unsentBytes(socket);
    if (unsent === 0) timer.pause();
    else if (written !== before.written || unsent !== before.unsent) timer.activity();
  };
  const interval = setInterval(look, Math.min(INTERVAL.most, Math.max(INTERVAL.least, readTimeout / 4)));
  return () => clearInterval(interval);
}
