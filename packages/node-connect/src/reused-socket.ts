import type http from 'node:http';
import type net from 'node:net';

/** How much a socket had brought before it was handed to a further request. */
const broughtBefore = new WeakMap<http.ClientRequest, number>();

/** Notes that a request goes over a socket that has served before. */
export function noteReuse(request: http.ClientRequest, socket: net.Socket): void {
  broughtBefore.set(request, socket.bytesRead);
}

/** True when a request went over a socket that had served before, and not a byte has come since. */
export function silentSinceReuse(request: http.ClientRequest): boolean {
  const before = broughtBefore.get(request);
  return before !== undefined && request.socket?.bytesRead === before;
}
