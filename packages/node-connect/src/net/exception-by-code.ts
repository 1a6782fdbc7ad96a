import {
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  HostNotAllowed,
  InvalidHeader,
  InvalidProxyURL,
  InvalidURL,
  ProxyError,
  ReadTimeout,
  type RequestException,
  SSLError,
  Timeout,
} from '@req/core';

/** The exceptions that sockets of ours raise below a client, which may pass on no more than their code and message. */
const RAISED = [
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  HostNotAllowed,
  InvalidHeader,
  InvalidProxyURL,
  InvalidURL,
  ProxyError,
  ReadTimeout,
  SSLError,
  Timeout,
] as const;

const byCode: ReadonlyMap<string, (typeof RAISED)[number]> = new Map(RAISED.map((type) => [type.prototype.code, type]));

/** Heads that Node refuses to write. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['ERR_HTTP_TRAILER_INVALID', 'Trailer needs a chunked body, and this one is not sent in chunks.'],
  ['ERR_INVALID_CHAR', 'A header value contains a character that HTTP does not allow.'],
  ['ERR_INVALID_HTTP_TOKEN', 'A header name is not a token (RFC 9110 §5.1).'],
]);

/** node-fetch's prefix, which names the URL: it may contain secrets. */
const PREFIX = /^request to .* failed, reason: /s;

/**
 * Rebuilds the core exception of which a client kept only code and message, or makes the one for a head that Node
 * refused to write. `null` for any other code.
 */
export function exceptionByCode(code: string, message: string, cause: unknown): RequestException | null {
  const refused = REFUSED.get(code);
  if (refused !== undefined) return new InvalidHeader(refused, { cause });
  const type = byCode.get(code);
  return type === undefined ? null : new type(message.replace(PREFIX, ''), { cause });
}
