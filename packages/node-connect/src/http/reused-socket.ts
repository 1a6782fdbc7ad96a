import type http from 'node:http';
import type net from 'node:net';

/** How much a socket had brought before it was handed to a further request. On the request: a map would cost more. */
const BROUGHT = Symbol('bytes brought before');

interface Reusing extends http.ClientRequest {
  [BROUGHT]?: number;
}

/** Notes that a request goes over a socket that has served before. */
export function noteReuse(request: http.ClientRequest, socket: net.Socket): void {
  (request as Reusing)[BROUGHT] = socket.bytesRead;
}

/** True when a request went over a socket that had served before, and not a byte has come since. */
export function silentSinceReuse(request: http.ClientRequest): boolean {
  const before = (request as Reusing)[BROUGHT];
  return before !== undefined && request.socket?.bytesRead === before;
}
