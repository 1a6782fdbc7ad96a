import type http from 'node:http';
import type net from 'node:net';

/** A ClientRequest, as node:http keeps it on the socket that serves it. */
export interface ServedRequest extends http.ClientRequest {
  /** The final response, once its head was parsed. */
  readonly res?: http.IncomingMessage | null;
}

/**
 * The request that a socket of an agent serves; `null` for an idle one. node:http keeps it in an undocumented property;
 * tested with Node 20 to 26.
 */
export function requestOf(socket: net.Socket): ServedRequest | null {
  return (socket as { _httpMessage?: ServedRequest | null })._httpMessage ?? null;
}
