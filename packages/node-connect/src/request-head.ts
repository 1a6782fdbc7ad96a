import type http from 'node:http';

/** What is to go out, whatever the client made of the URL. */
export interface HeadChange {
  /** The request target. */
  readonly target: string;
  /** `Host`, or `null` when the client's is right. */
  readonly host: string | null;
  /** name, value, name, value … that replace the client's own. */
  readonly headers: readonly string[];
}

/** Puts target and headers on a request whose head is not written yet. */
export function rewriteHead(request: http.ClientRequest, { target, host, headers }: HeadChange): void {
  request.path = target;
  if (host !== null) request.setHeader('Host', host);
  for (let i = 0; i < headers.length; i += 2) request.removeHeader(headers[i] as string);
  for (let i = 0; i < headers.length; i += 2) addHeader(request, headers[i] as string, headers[i + 1] as string);
}

/** The part of a ClientRequest that is not documented: its head as text, what waits to be sent, how it is framed. */
interface WrittenHead {
  _header: string | null;
  _headerSent: boolean;
  _last: boolean;
  chunkedEncoding: boolean;
  shouldKeepAlive: boolean;
  outputData: unknown[];
  outputSize: number;
}

/**
 * With `Expect`, or headers given as a list, Node writes the head before it asks for a socket. Takes it back, so that
 * it can be changed. Returns true when it was on its way out already: then `flushHeaders()` is due afterwards.
 */
export function reopenHead(request: http.ClientRequest): boolean {
  const written = request as unknown as WrittenHead;
  const head = written._header;
  if (head === null) return false;
  const sent = written._headerSent;
  forgetHead(request);
  const lines = head.split('\r\n').slice(1, -2);
  // All first: a list may repeat a name, and some lines are Node's own, which it will add again.
  for (const name of request.getHeaderNames()) request.removeHeader(name);
  for (const line of lines) {
    const colon = line.indexOf(':');
    addHeader(request, line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return sent;
}

/** As if the head had never been written. */
export function forgetHead(request: http.ClientRequest): void {
  const written = request as unknown as WrittenHead;
  written._header = null;
  written._headerSent = false;
  written._last = !written.shouldKeepAlive;
  written.chunkedEncoding = false;
  written.outputData.length = 0;
  written.outputSize = 0;
}

function addHeader(request: http.ClientRequest, name: string, value: string): void {
  if (request.hasHeader(name)) request.appendHeader(name, value);
  else request.setHeader(name, value);
}
