import { getSystemErrorMap } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import * as core from '@req/core';
import { fromSocketError } from '../src/net/socket-errors.ts';
import { FAULTS } from '../src/net/socket-faults.ts';

const host = 'a.test:80';
const coded = (code: string, message = 'words'): Error => Object.assign(new Error(message), { code });

/** Exception by phase: none given, connect, send, head, body; then connect to a proxy. */
type Row = readonly [string, string, string, string, string, string, string];

const C = 'ConnectionError';
const T = 'ConnectTimeout';
const S = 'SSLError';
const P = 'ProxyError';
const X = 'ChunkedEncodingError';
const R = 'ReadTimeout';

const ROWS: readonly Row[] = [
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ENOENT', 'EACCES'].map(
    (code): Row => [code, C, C, C, C, X, P],
  ),
  ...['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'ERR_STREAM_PREMATURE_CLOSE'].map(
    (code): Row => [code, C, C, C, C, X, P],
  ),
  ['ETIMEDOUT', C, T, C, C, X, P],
  ['UND_ERR_CONNECT_TIMEOUT', T, T, T, T, T, P],
  ['UND_ERR_HEADERS_TIMEOUT', R, R, R, R, R, P],
  ['UND_ERR_BODY_TIMEOUT', R, R, R, R, R, P],
  ...[
    'HPE_INVALID_CONSTANT',
    'HPE_INVALID_CHUNK_SIZE',
    'HPE_INVALID_EOF_STATE',
    'HPE_HEADER_OVERFLOW',
    'HPE_INVALID_STATUS',
    'HPE_ANYTHING_NEW',
    'UND_ERR_HEADERS_OVERFLOW',
  ].map((code): Row => [code, C, C, C, C, X, P]),
  ...[
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'CERT_SIGNATURE_FAILURE',
    'CERT_REVOKED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'INVALID_CA',
    'INVALID_PURPOSE',
    'HOSTNAME_MISMATCH',
    'PATH_LENGTH_EXCEEDED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_TLS_HANDSHAKE_TIMEOUT',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_PACKET_LENGTH_TOO_LONG',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'ERR_OSSL_PEM_NO_START_LINE',
    'EPROTO',
  ].map((code): Row => [code, S, S, S, S, S, P]),
  ['NOBODY_KNOWS_THIS', C, C, C, C, X, P],
];

describe('an error of a socket', () => {
  test.each(ROWS)(
    '%s becomes %s; connecting %s, sending %s, in the head %s, in the body %s; to a proxy %s',
    (...row) => {
      const [code, bare, connect, send, head, body, proxy] = row;
      const error = coded(code);
      const phases = [undefined, 'connect', 'send', 'head', 'body'] as const;
      const made = phases.map((phase) => fromSocketError(error, { host, phase }));
      expect(made.map(({ name }) => name)).toEqual([bare, connect, send, head, body]);
      expect(fromSocketError(error, { host, viaProxy: true, phase: 'connect' }).name).toBe(proxy);
      for (const one of made) {
        expect(one).toBeInstanceOf(core.RequestException);
        expect(one.cause).toBe(error);
        expect(one.message).toContain(host);
        expect(one.message).toContain(code);
      }
    },
  );

  test('every code has a text, and every exception a row above', () => {
    for (const [code, fault] of FAULTS) {
      expect(`${code} ${fault.text}`).toMatch(/^[A-Z_\d]+ (?:was|ended|brought|failed|timed) ?/);
    }
    expect(new Set(ROWS.flatMap((row) => row.slice(1)))).toEqual(new Set([C, T, S, P, X, R]));
  });

  test("the system's connection errors are in the table", () => {
    const known = new Set([...getSystemErrorMap().values()].map(([name]) => name));
    const connection = [...known].filter((name) =>
      /^E(?:CONN|HOST|NET|PIPE|TIMEDOUT|ADDRNOT|SHUTDOWN|NOTCONN|AI_A)/.test(name),
    );
    expect(connection.filter((name) => !FAULTS.has(name))).toEqual([]);
  });

  test('a proxy that cannot be found, closes or resets before its response is ProxyError; one that does not speak HTTP is not', () => {
    for (const phase of [undefined, 'send', 'head'] as const) {
      for (const code of ['ENOTFOUND', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'HPE_INVALID_EOF_STATE'])
        expect(fromSocketError(coded(code), { host, viaProxy: true, phase }).name).toBe(
          code === 'ENOTFOUND' && phase ? C : P,
        );
      for (const code of ['HPE_INVALID_CONSTANT', 'HPE_HEADER_OVERFLOW', 'UND_ERR_DESTROYED', 'NOBODY_KNOWS_THIS'])
        expect(fromSocketError(coded(code), { host, viaProxy: true, phase }).name).toBe(C);
    }
    expect(fromSocketError(coded('ECONNRESET'), { host, viaProxy: true, phase: 'body' }).name).toBe(X);
    expect(fromSocketError(coded('CERT_HAS_EXPIRED'), { host, viaProxy: true, phase: 'body' }).name).toBe(S);
  });

  test('an end in the middle of the TLS handshake is SSLError, a reset there is not', () => {
    const end = coded('ECONNRESET', 'Client network socket disconnected before secure TLS connection was established');
    expect(fromSocketError(end, { host, phase: 'connect' }).name).toBe(S);
    expect(fromSocketError(coded('ECONNRESET', 'read ECONNRESET'), { host, phase: 'connect' }).name).toBe(C);
  });

  test('is found below the errors of fetch, undici and address racing', () => {
    const inner = coded('ECONNREFUSED');
    const wrapped = new TypeError('fetch failed', { cause: new AggregateError([inner, coded('EHOSTUNREACH')]) });
    expect(fromSocketError(wrapped, { host }).message).toContain('ECONNREFUSED');
    expect(fromSocketError(new AggregateError([]), { host }).name).toBe(C);
  });

  test('is not searched for ever in circular causes', () => {
    const error: Error = new Error('a');
    error.cause = new Error('b', { cause: error });
    expect(fromSocketError(error, { host }).name).toBe(C);
  });

  test.each([[null], [undefined], ['text'], [42], [{}]])('may be anything: %p', (error) => {
    expect(fromSocketError(error, { host }).name).toBe(C);
    expect(fromSocketError(error, { host, phase: 'body' }).name).toBe(X);
  });

  test('may be from another realm', () => {
    const foreign = Object.assign(Object.create(null), { code: 'EPIPE', message: 'x' });
    expect(fromSocketError(foreign, { host }).name).toBe(C);
  });

  test('the message of an unknown error is not shown', () => {
    const error = fromSocketError(new Error('the token is t0ps3cret'), { host });
    expect(error.message).not.toContain('t0ps3cret');
  });
});

describe('an exception of core', () => {
  test('is returned unchanged, also as a cause', () => {
    const own = new core.ProxyError('mine');
    expect(fromSocketError(own, { host })).toBe(own);
    expect(fromSocketError(new Error('x', { cause: own }), { host, phase: 'body' })).toBe(own);
  });

  test.each([
    [new core.ProxyError('mine')],
    [new core.SSLError('mine')],
    [new core.ConnectTimeout('mine')],
    [new core.ReadTimeout('mine')],
    [new core.ConnectionError('mine')],
    [new core.ChunkedEncodingError('mine')],
    [new core.InvalidURL('mine')],
    [new core.InvalidProxyURL('mine')],
    [new core.InvalidHeader('mine')],
    [new core.Timeout('mine')],
  ])('is made again from the code and message that a client left of it: %s', (own) => {
    const left = coded(own.code, `request to http://a.test/?token=s3cret failed, reason: ${own.message}`);
    const made = fromSocketError(left, { host });
    expect(made).toBeInstanceOf(own.constructor);
    expect([made.name, made.message, made.cause]).toEqual([own.name, 'mine', left]);
  });
});

test.each(['ERR_HTTP_TRAILER_INVALID', 'ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN'])(
  'a head that Node refuses to write (%s) is an InvalidHeader, not a connection that failed',
  (code) => {
    const error = fromSocketError(coded(code, 'secret'), { host });
    expect(error).toBeInstanceOf(core.InvalidHeader);
    expect(error.message).not.toContain('secret');
  },
);
