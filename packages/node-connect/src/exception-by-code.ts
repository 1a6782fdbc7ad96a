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

/** What node-fetch puts before the message; it names the URL, which may hold secrets. */
const PREFIX = /^request to .* failed, reason: /s;

/**
 * The core exception that an error must have been, when a client made its own error of it and kept the code and
 * message; `null` when the code is none of core's.
 */
export function exceptionByCode(code: string, message: string, cause: unknown): RequestException | null {
  const type = byCode.get(code);
  return type === undefined ? null : new type(message.replace(PREFIX, ''), { cause });
}
