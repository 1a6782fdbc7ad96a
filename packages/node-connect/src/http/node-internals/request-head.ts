import type http from 'node:http';

/** The undocumented part of a ClientRequest that writes its head. */
interface HeadInternals {
  _header: string | null;
  _headerSent: boolean;
  _last: boolean;
  _storeHeader?(requestLine: string, lines: readonly string[]): void;
  chunkedEncoding: boolean;
  outputData: unknown[];
  outputSize: number;
  shouldKeepAlive: boolean;
}

/**
 * Stores a head of exactly these lines, as node:http does for headers that it is given as a list. `false` when this Node
 * has no such method: its documented ones must do. Tested with Node 20 to 26.
 * @throws Node's `ERR_INVALID_CHAR` or `ERR_INVALID_HTTP_TOKEN` for a line that HTTP does not allow.
 */
export function storeHead(request: http.ClientRequest, requestLine: string, lines: readonly string[]): boolean {
  const internals = request as unknown as HeadInternals;
  if (typeof internals._storeHeader !== 'function') return false;
  internals._storeHeader(requestLine, lines);
  return true;
}

/** Undoes that Node has stored a head before it asks for a socket: one with `Expect`, or given as a list. */
export function discardHead(request: http.ClientRequest): void {
  const internals = request as unknown as HeadInternals;
  if (internals._header === null) return;
  internals._header = null;
  internals._headerSent = false;
  internals._last = !internals.shouldKeepAlive;
  internals.chunkedEncoding = false;
  internals.outputData.length = 0;
  internals.outputSize = 0;
}
