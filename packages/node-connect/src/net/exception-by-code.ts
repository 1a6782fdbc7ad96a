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

/** The exceptions that are raised below a client, and so may come back through it as a bare code. */
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

const byCode = new Map(RAISED.map((type) => [type.prototype.code, type]));

/** What Node refuses to write, before anything is on the wire. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['ERR_HTTP_TRAILER_INVALID', 'Trailer announces fields after a body in chunks, and this body is not sent in chunks.'],
  ['ERR_INVALID_CHAR', 'The value of a header holds a character that HTTP does not allow.'],
  ['ERR_INVALID_HTTP_TOKEN', 'The name of a header is no token of RFC 9110.'],
]);

/** What node-fetch puts before the message; it names the URL, which may hold secrets. */
const PREFIX = /^request to .* failed, reason: /s;

/**
 * The core exception that an error must have been, when a client made its own error of it and kept the code and
 * message, or what Node said of a head that it would not write; `null` when the code is neither's.
 */
export function exceptionByCode(code: string, message: string, cause: unknown): RequestException | null {
  const refused = REFUSED.get(code);
  if (refused !== undefined) return new InvalidHeader(refused, { cause });
  const type = byCode.get(code);
  return type === undefined ? null : new type(message.replace(PREFIX, ''), { cause });
}
