import type http from 'node:http';
import type net from 'node:net';

/** On a request: bytes that its socket had received before. A WeakMap would be slower. */
const RECEIVED_BEFORE = Symbol('bytes received before');

interface Reusing extends http.ClientRequest {
  [RECEIVED_BEFORE]?: number;
}

/** Records that a request reuses a socket. */
export function noteReuse(request: http.ClientRequest, socket: net.Socket): void {
  (request as Reusing)[RECEIVED_BEFORE] = socket.bytesRead;
}

/** Whether a request reused a socket that has received nothing since. */
export function silentSinceReuse(request: http.ClientRequest): boolean {
  const before = (request as Reusing)[RECEIVED_BEFORE];
  return before !== undefined && request.socket?.bytesRead === before;
}
