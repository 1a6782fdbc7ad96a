import { ConnectionError } from '../errors/errors.ts';
import { sameName } from '../headers/header-map.ts';
import type { TransportResponse } from '../transport/transport.ts';

/** Python's http.client reads no longer line. */
const LONGEST_LINE = 65_536;
/** Twenty times as many as Python's http.client takes. */
const MOST_LINES = 2_000;

/**
 * What is wrong with a head; `null`: nothing. Every transport is held to the same limits and to one framing (RFC 9112
 * §6.3), whatever the client underneath lets through.
 */
export function responseHeadError({ status, reason, headers }: TransportResponse): string | null {
  // Three digits; Node's parser takes those below 100 too.
  if (!(status >= 100 && status <= 999)) return 'The server sent a status that is not between 100 and 999.';
  if (reason.includes('\0')) return 'The server sent a NUL in its status line.';
  if (status === 101) return 'The server switched protocols, which nobody had asked for.';
  const flat = headers.toFlat();
  if (flat.length > 2 * MOST_LINES) return `The server sent more than ${MOST_LINES} header lines.`;
  let length: string | null = null;
  let coded = false;
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string;
    const value = flat[i + 1] as string;
    if (value.length > LONGEST_LINE) return `The server sent a header line of more than ${LONGEST_LINE} bytes.`;
    if (name.length === 14 && sameName(name, 'content-length')) {
      if (length !== null) return 'The server sent two Content-Length lines.';
      length = value;
    } else if (name.length === 17 && sameName(name, 'transfer-encoding')) coded = true;
  }
  if (length === null) return null;
  if (!/^\d+$/.test(length)) return 'The server sent a Content-Length that is no number.';
  return coded ? 'The server sent both Content-Length and Transfer-Encoding.' : null;
}

/**
 * Gives the connection up.
 * @throws ConnectionError that says why
 */
export async function rejectResponse(answer: TransportResponse): Promise<never> {
  const { body } = answer;
  if (!(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.();
  throw new ConnectionError(responseHeadError(answer) ?? '');
}
