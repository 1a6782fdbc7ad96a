import { describe, expect, test } from '@jest/globals';
import { ConnectionError } from '@req/core';
import { fromSocketError, type SocketErrorContext, UNDICI_ERRORS } from '@req/node-connect';
import { errors } from 'undici';

const before: SocketErrorContext = { host: 'h:1' };
const during: SocketErrorContext = { host: 'h:1', phase: 'body' };

/** Every error class that undici exports, with an instance. */
function everyError(): [string, { code?: unknown }][] {
  return Object.entries(errors).map(([name, make]) => {
    const Class = make as unknown as new (...args: unknown[]) => { code?: unknown };
    return [name, new Class('message', 'CODE', { headers: {}, body: null })];
  });
}

describe('the table of undici errors', () => {
  test('has every code that undici exports', () => {
    const missing = everyError().filter(([name, error]) => {
      // Their codes are set where they are thrown.
      if (name === 'HTTPParserError' || name === 'Socks5ProxyError') return false;
      return !UNDICI_ERRORS.has(String(error.code));
    });
    expect(missing.map(([name, error]) => `${name} ${error.code}`)).toEqual([]);
    expect(everyError().length).toBeGreaterThan(20);
  });

  test.each(everyError())('turns %s into an exception of core, with the error as its cause', (_name, error) => {
    for (const scene of [before, during]) {
      const made = fromSocketError(error, scene);
      expect(made.cause).toBe(error);
      expect(made.message).toContain('h:1');
      expect(made.code).not.toBe('REQUEST_EXCEPTION');
    }
  });

  test.each([
    ['HPE_INVALID_CONSTANT', 'ConnectionError', 'ChunkedEncodingError'],
    ['UND_ERR_SOCKET', 'ConnectionError', 'ChunkedEncodingError'],
    ['UND_ERR_CONNECT_TIMEOUT', 'ConnectTimeout', 'ConnectTimeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'ReadTimeout', 'ReadTimeout'],
    ['UND_ERR_HEADERS_OVERFLOW', 'ConnectionError', 'ChunkedEncodingError'],
    ['UND_ERR_REQ_CONTENT_LENGTH_MISMATCH', 'InvalidHeader', 'InvalidHeader'],
    ['UND_ERR_PRX_TLS', 'ProxyError', 'ProxyError'],
    ['UND_ERR_SOCKS5_AUTH_REJECTED', 'ProxyError', 'ProxyError'],
    ['ECONNREFUSED', 'ConnectionError', 'ChunkedEncodingError'],
    ['ECONNRESET', 'ConnectionError', 'ChunkedEncodingError'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'SSLError', 'SSLError'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'SSLError', 'SSLError'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'SSLError', 'SSLError'],
    ['EWHATEVER', 'ConnectionError', 'ChunkedEncodingError'],
  ])('maps %s to %s before the head of the response, to %s after it', (code, first, second) => {
    const error = Object.assign(new Error('x'), { code });
    expect(fromSocketError(error, before).name).toBe(first);
    expect(fromSocketError(error, during).name).toBe(second);
  });

  test('returns an exception of core as it is, and accepts values that are no errors', () => {
    const own = new ConnectionError('mine');
    expect(fromSocketError(own, before)).toBe(own);
    for (const odd of [undefined, null, 'text', 7, {}])
      expect(fromSocketError(odd, before).name).toBe('ConnectionError');
  });
});
