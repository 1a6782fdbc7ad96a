import { ConnectionError } from '../errors/errors.ts';
import { sameName } from '../headers/header-map.ts';
import type { TransportResponse } from '../transport/transport.ts';

/** Bytes. Python's http.client has the same limit. */
const LONGEST_LINE = 65_536;
/** Python's http.client takes 100. */
const MOST_LINES = 2_000;

/**
 * What is wrong with a response head, or `null`. The limits and the check for a single framing (RFC 9112 §6.3) are the same
 * for every transport, whatever the client underneath lets through.
 */
export function responseHeadError({ status, reason, headers }: TransportResponse): string | null {
  // Negated so that NaN is refused too. Node's parser accepts statuses below 100.
  if (!(status >= 100 && status <= 999)) return 'The server sent a status that is not between 100 and 999.';
  if (reason.includes('\0')) return 'The server sent a NUL in its status line.';
  if (status === 101) return 'The server switched protocols without being asked to.';
  const flat = headers.toFlat();
  if (flat.length > 2 * MOST_LINES) return `The server sent more than ${MOST_LINES} header lines.`;
  let length: string | null = null;
  let hasTransferEncoding = false;
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string;
    const value = flat[i + 1] as string;
    if (value.length > LONGEST_LINE) return `The server sent a header line of more than ${LONGEST_LINE} bytes.`;
    if (name.length === 14 && sameName(name, 'content-length')) {
      if (length !== null) return 'The server sent two Content-Length lines.';
      length = value;
    } else if (name.length === 17 && sameName(name, 'transfer-encoding')) hasTransferEncoding = true;
  }
  if (length === null) return null;
  if (!/^\d+$/.test(length)) return 'The server sent a Content-Length that is not a number.';
  return hasTransferEncoding ? 'The server sent both Content-Length and Transfer-Encoding.' : null;
}

/** Drops the connection. @throws ConnectionError that says what is wrong with the head */
export async function rejectResponse(response: TransportResponse): Promise<never> {
  const { body } = response;
  if (!(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.();
  throw new ConnectionError(responseHeadError(response) ?? '');
}
