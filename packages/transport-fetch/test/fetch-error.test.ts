import { describe, expect, test } from '@jest/globals';
import {
  AbortError,
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  ContentDecodingError,
  InvalidURL,
  ReadTimeout,
  RequestException,
  SSLError,
} from '@req/core';
import { undiciErrorOf } from '@req/node-connect';
import { transportRequest } from '@req/transport-conformance';
import { errors } from 'undici';
import { toBodyException, toException } from '../src/fetch-error.node.ts';
import { FetchExchange } from '../src/fetch-exchange.ts';

const exchange = (): FetchExchange =>
  new FetchExchange(transportRequest({ url: 'http://h.test/p?token=SECRET' }), false);

const failed = (code: string): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('underneath'), { code }) });

describe("errors of a platform's fetch", () => {
  test("every code of undici, which is Node's fetch, has an exception", () => {
    // A parser error has the parser's code.
    const codes = Object.values(errors).flatMap((each) => {
      if (each === errors.HTTPParserError) return [];
      const { code } = new (each as new (...args: unknown[]) => { code?: unknown })('', {}, {});
      return typeof code === 'string' ? [code] : [];
    });
    expect(codes.length).toBeGreaterThan(15);
    expect(codes.filter((code) => undiciErrorOf(code) === undefined)).toEqual([]);
  });

  test.each([
    ['UND_ERR_CONNECT_TIMEOUT', ConnectTimeout],
    ['UND_ERR_HEADERS_TIMEOUT', ReadTimeout],
    ['UND_ERR_SOCKET', ConnectionError],
    ['UND_ERR_INVALID_ARG', RequestException],
    ['ECONNREFUSED', ConnectionError],
    ['ENOTFOUND', ConnectionError],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', SSLError],
    ['ERR_INVALID_URL', InvalidURL],
    ['SOMETHING_NEW', ConnectionError],
  ])('fetch failed because of %s', (code, expected) => {
    const error = failed(code);
    const exception = toException(error, exchange()) as Error;
    expect(exception).toBeInstanceOf(expected);
    expect(exception.cause).toBe(error);
    expect(exception.message).toContain('h.test');
    expect(exception.message).not.toContain('SECRET');
  });

  test('an error without a code, as in browsers, is a ConnectionError', () => {
    expect(toException(new TypeError('Failed to fetch'), exchange())).toBeInstanceOf(ConnectionError);
    expect(toException(undefined, exchange())).toBeInstanceOf(ConnectionError);
  });

  test('an abort by somebody else is an AbortError', () => {
    expect(toException(new DOMException('left', 'AbortError'), exchange())).toBeInstanceOf(AbortError);
  });

  test.each([
    ['UND_ERR_SOCKET', ChunkedEncodingError],
    ['UND_ERR_BODY_TIMEOUT', ReadTimeout],
    ['Z_DATA_ERROR', ContentDecodingError],
    ['Z_BUF_ERROR', ContentDecodingError],
    ['ERR__ERROR_FORMAT_PADDING_1', ContentDecodingError],
    ['HPE_INVALID_CHUNK_SIZE', ChunkedEncodingError],
  ])('a body that broke off because of %s', (code, expected) => {
    const error = failed(code);
    const exception = toBodyException(error, exchange()) as Error;
    expect(exception).toBeInstanceOf(expected);
    expect(exception.cause).toBe(error);
  });

  test('circular causes are followed only so far', () => {
    const error = new Error('round') as Error & { cause: unknown };
    error.cause = error;
    expect(toException(error, exchange())).toBeInstanceOf(ConnectionError);
  });
});
