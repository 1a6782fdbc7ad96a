import type http from 'node:http';

/** The part of a ClientRequest that is not documented: its head once it is written, and what waits to be sent. */
interface WrittenHead {
  _header: string | null;
  outputData: { data: unknown }[];
}

/** What is to go out, whatever the client made of the URL. */
export interface HeadChange {
  /** The request target. */
  readonly target: string;
  /** `Host`, or `null` when the client's is right. */
  readonly host: string | null;
  /** name, value, name, value … that replace the client's own. */
  readonly headers: readonly string[];
}

/** Puts target and headers on a request that has no socket yet. */
export function rewriteHead(request: http.ClientRequest, change: HeadChange): void {
  request.path = change.target;
  const written = request as unknown as WrittenHead;
  if (written._header !== null) {
    rewriteWritten(request, written, change);
    return;
  }
  if (change.host !== null) request.setHeader('Host', change.host);
  const flat = change.headers;
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string;
    const first = flat.findIndex((other, at) => at % 2 === 0 && other.toLowerCase() === name.toLowerCase()) === i;
    if (first) request.setHeader(name, flat[i + 1] as string);
    else request.appendHeader(name, flat[i + 1] as string);
  }
}

/** With `Expect`, or headers given as a list, Node writes the head at once: then the text itself is changed. */
function rewriteWritten(request: http.ClientRequest, written: WrittenHead, change: HeadChange): void {
  const before = written._header as string;
  const replaced = new Set<string>();
  let added = '';
  if (change.host !== null) {
    replaced.add('host');
    added += `Host: ${change.host}\r\n`;
  }
  for (let i = 0; i < change.headers.length; i += 2) {
    replaced.add((change.headers[i] as string).toLowerCase());
    added += `${change.headers[i]}: ${change.headers[i + 1]}\r\n`;
  }
  const lines = before.split('\r\n').slice(1, -2);
  const kept = lines.filter((line) => !replaced.has(line.slice(0, line.indexOf(':')).toLowerCase()));
  const after = `${request.method} ${change.target} HTTP/1.1\r\n${added}${kept.map((line) => `${line}\r\n`).join('')}\r\n`;
  written._header = after;
  const first = written.outputData[0];
  if (first !== undefined && typeof first.data === 'string' && first.data.startsWith(before)) {
    first.data = after + first.data.slice(before.length);
  }
}
