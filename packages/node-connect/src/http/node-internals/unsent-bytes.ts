import type net from 'node:net';

/**
 * Bytes written to the socket that the system has not taken yet. Node counts a buffer that was sent in part in an
 * undocumented property, without which it counts as unsent until it is sent whole. Tested with Node 20 to 26.
 */
export function unsentBytes(socket: net.Socket): number {
  if (socket.writableLength === 0) return 0;
  const handle = (socket as { _handle?: { readonly writeQueueSize?: number } | null })._handle;
  // Never 0: the system's last answer may still be on its way to the socket.
  return Math.max(1, handle?.writeQueueSize || socket.writableLength);
}
