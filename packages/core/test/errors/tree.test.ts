import { describe, expect, test } from '@jest/globals';
import * as core from '../../src/index.ts';
import { PreparedRequest, RequestException, Response } from '../../src/index.ts';

type ErrorClass = new (message: string, details?: object) => Error & core.RequestException;
const CLASSES = core as unknown as Record<string, ErrorClass>;

/** Each exception with its code and the classes it is an instance of, besides its own and RequestException. */
const TREE: [name: string, code: string, parents: string[]][] = [
  ['RequestException', 'REQUEST_EXCEPTION', []],
  ['HTTPError', 'HTTP_ERROR', []],
  ['ConnectionError', 'CONNECTION_ERROR', []],
  ['ProxyError', 'PROXY_ERROR', ['ConnectionError']],
  ['SSLError', 'SSL_ERROR', ['ConnectionError']],
  ['Timeout', 'TIMEOUT', []],
  ['ConnectTimeout', 'CONNECT_TIMEOUT', ['ConnectionError', 'Timeout']],
  ['ReadTimeout', 'READ_TIMEOUT', ['Timeout']],
  ['URLRequired', 'URL_REQUIRED', []],
  ['TooManyRedirects', 'TOO_MANY_REDIRECTS', []],
  ['MissingSchema', 'MISSING_SCHEMA', []],
  ['InvalidSchema', 'INVALID_SCHEMA', []],
  ['InvalidURL', 'INVALID_URL', []],
  ['InvalidProxyURL', 'INVALID_PROXY_URL', ['InvalidURL']],
  ['HostNotAllowed', 'HOST_NOT_ALLOWED', ['InvalidURL']],
  ['InvalidHeader', 'INVALID_HEADER', []],
  ['InvalidJSONError', 'INVALID_JSON_ERROR', []],
  ['JSONDecodeError', 'JSON_DECODE_ERROR', ['InvalidJSONError']],
  ['ChunkedEncodingError', 'CHUNKED_ENCODING_ERROR', []],
  ['ContentDecodingError', 'CONTENT_DECODING_ERROR', []],
  ['StreamConsumedError', 'STREAM_CONSUMED_ERROR', []],
  ['RetryError', 'RETRY_ERROR', []],
  ['UnrewindableBodyError', 'UNREWINDABLE_BODY_ERROR', []],
  ['ResponseNotRead', 'RESPONSE_NOT_READ', []],
  ['ContentTooLarge', 'CONTENT_TOO_LARGE', []],
  ['UnsupportedByTransport', 'UNSUPPORTED_BY_TRANSPORT', []],
  ['AbortError', 'ABORT_ERROR', []],
  ['DownloadError', 'DOWNLOAD_ERROR', []],
];

const make = (name: string, details?: object): Error & core.RequestException => {
  const Kind = CLASSES[name] as ErrorClass;
  return new Kind('m', details);
};

describe('the exceptions are one tree, in which some have two parents', () => {
  test.each(TREE)('%s', (name, _code, parents) => {
    const error = make(name);
    const kinds = TREE.map(([other]) => other).filter((other) => error instanceof (CLASSES[other] as ErrorClass));
    expect(kinds.sort()).toEqual([...new Set(['RequestException', name, ...parents])].sort());
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
  });

  test('JSONDecodeError is a SyntaxError and StreamConsumedError a TypeError, as those of Requests are Python’s', () => {
    expect(make('JSONDecodeError')).toBeInstanceOf(SyntaxError);
    expect(make('StreamConsumedError')).toBeInstanceOf(TypeError);
    expect(make('InvalidJSONError')).not.toBeInstanceOf(SyntaxError);
  });

  test('other errors are not part of it', () => {
    for (const other of [new Error('m'), new TypeError('m'), new SyntaxError('m'), {}, null, 'x', 5]) {
      expect(other instanceof RequestException).toBe(false);
    }
  });

  test('a user’s subclass is part of it, but not the other way round', () => {
    class Own extends core.ConnectTimeout {}
    const own = new Own('m');
    expect([own instanceof Own, own instanceof core.Timeout, own instanceof core.ConnectionError]).toEqual([
      true,
      true,
      true,
    ]);
    expect(new core.ConnectTimeout('m') instanceof Own).toBe(false);
  });

  test('exceptions of another copy of the library are recognized', () => {
    const foreign = Object.create({
      [Symbol.for('@req/core kinds')]: ['ConnectTimeout', 'ConnectionError', 'Timeout', 'RequestException'],
    });
    expect(foreign instanceof core.Timeout).toBe(true);
    expect(foreign instanceof core.ReadTimeout).toBe(false);
  });
});

describe('each has a stable code', () => {
  test.each(TREE)('%s: %s', (name, code) => expect(make(name).code).toBe(code));

  test('no two codes are the same', () => {
    const codes = TREE.map(([name]) => make(name).code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('UnsupportedByTransport names the transport and the capability', () => {
    const error = new core.UnsupportedByTransport('fetch', 'proxy', { reason: 'a proxy is set' });
    expect([error.transport, error.capability]).toEqual(['fetch', 'proxy']);
    expect(error.message).toBe("The fetch transport lacks the capability 'proxy': a proxy is set. Nothing was sent.");
    expect(new core.UnsupportedByTransport('fetch', 'socks').message).toBe(
      "The fetch transport lacks the capability 'socks'. Nothing was sent.",
    );
  });
});

describe('an exception has its request, response and cause', () => {
  const request = new PreparedRequest({ method: 'GET', url: 'http://a.test/', headers: new core.HeaderMap() });
  const other = new PreparedRequest({ method: 'GET', url: 'http://b.test/', headers: new core.HeaderMap() });
  const response = new Response({ request });
  const cause = new Error('underneath');

  test.each(TREE.filter(([name]) => name !== 'UnsupportedByTransport'))('%s', (name) => {
    const error = make(name, { response, cause });
    expect([error.request, error.response, error.cause]).toEqual([request, response, cause]);
  });

  test('the request is the response’s unless another is given', () => {
    expect(make('HTTPError', { response }).request).toBe(request);
    expect(make('HTTPError', { response, request: other }).request).toBe(other);
    expect(make('HTTPError', { request }).response).toBeNull();
  });

  test('request and response are null if there are none; there is no cause then', () => {
    const error = make('ConnectionError');
    expect([error.request, error.response, 'cause' in error]).toEqual([null, null, false]);
    expect(make('ConnectionError').message).toBe('m');
  });

  test.each(TREE.filter(([name]) => name !== 'UnsupportedByTransport'))('%s has none of them as JSON', (name) => {
    const error = make(name, { response, cause });
    expect(Object.keys(error)).toEqual([]);
    expect(JSON.stringify(error)).toBe('{}');
  });

  test('UnsupportedByTransport shows what is missing', () => {
    const error = new core.UnsupportedByTransport('fetch', 'proxy', { response, cause });
    expect(JSON.stringify(error)).toBe('{"transport":"fetch","capability":"proxy"}');
    expect([error.request, error.response, error.cause]).toEqual([request, response, cause]);
  });
});
