import type { Step } from './fault-case.ts';

export const CLOSE: Step = { end: 'close' };
export const RESET: Step = { end: 'reset' };
export const STALL: Step = { end: 'stall' };

/** The header section of a 200 response with these field lines. */
export function head(...lines: readonly string[]): string {
  return ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');
}

/** A complete 200 response with a Content-Length. */
export function whole(body: string | Uint8Array, ...lines: readonly string[]): Uint8Array {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
  return Buffer.concat([Buffer.from(head(...lines, `Content-Length: ${bytes.length}`), 'latin1'), bytes]);
}

export const CHUNKED: string = head('Transfer-Encoding: chunked');
