import {
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  ContentDecodingError,
  HTTPError,
  InvalidHeader,
  InvalidJSONError,
  InvalidProxyURL,
  InvalidSchema,
  InvalidURL,
  JSONDecodeError,
  MissingSchema,
  ProxyError,
  ReadTimeout,
  RequestException,
  RetryError,
  SSLError,
  StreamConsumedError,
  Timeout,
  TooManyRedirects,
  UnrewindableBodyError,
  URLRequired,
} from '@req/core';

/** The exceptions of Requests, by name. Other base classes in the vectors are Python's own. */
const EXCEPTIONS: Readonly<Record<string, Function>> = {
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  ContentDecodingError,
  HTTPError,
  InvalidHeader,
  InvalidJSONError,
  InvalidProxyURL,
  InvalidSchema,
  InvalidURL,
  JSONDecodeError,
  MissingSchema,
  ProxyError,
  ReadTimeout,
  RequestException,
  RetryError,
  SSLError,
  StreamConsumedError,
  Timeout,
  TooManyRedirects,
  UnrewindableBodyError,
  URLRequired,
};

export function isException(name: string): boolean {
  return Object.hasOwn(EXCEPTIONS, name);
}

/** The names of all exceptions of Requests of which the error is an instance. */
export function kindsOf(error: unknown): string[] {
  const names = Object.keys(EXCEPTIONS);
  return names.filter((name) => error instanceof (EXCEPTIONS[name] as new () => unknown));
}
