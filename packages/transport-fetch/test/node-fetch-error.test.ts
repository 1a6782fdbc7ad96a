import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { AbortError, ConnectionError, InvalidURL, RequestException, TooManyRedirects } from '@req/core';
import { ClientExchange } from '@req/node-connect';
import { transportRequest } from '@req/transport-conformance';
import { FetchError, AbortError as NodeFetchAbortError } from 'node-fetch';
import { NODE_FETCH_TYPES, toException } from '../src/node-fetch-error.ts';

const URL = 'http://h.test:8080/p?token=SECRET';
const exchange = (): ClientExchange => new ClientExchange(transportRequest({ url: URL }));

/** The types of FetchError in node-fetch's source, and that of its AbortError. */
function typesInSource(): string[] {
  const folder = dirname(fileURLToPath(import.meta.resolve('node-fetch')));
  const files = [folder, join(folder, 'errors')].flatMap((at) =>
    readdirSync(at).flatMap((name) => (name.endsWith('.js') ? [readFileSync(join(at, name), 'utf8')] : [])),
  );
  const made = [...files.join('\n').matchAll(/new FetchError\(.*, '([a-z-]+)'/g)].map((match) => match[1] as string);
  return [...new Set([...made, new NodeFetchAbortError('').type])];
}

describe('errors of node-fetch', () => {
  test("every type of node-fetch's errors has an exception", () => {
    expect(typesInSource().length).toBeGreaterThan(5);
    expect(Object.keys(NODE_FETCH_TYPES).sort()).toEqual(typesInSource().sort());
  });

  test.each([
    ['invalid-redirect', InvalidURL],
    ['max-redirect', TooManyRedirects],
    ['max-size', RequestException],
    ['no-redirect', ConnectionError],
    ['unsupported-redirect', RequestException],
  ])('type %s', (type, expected) => {
    const error = new FetchError('it failed', type);
    const exception = toException(error, exchange()) as Error;
    expect(exception).toBeInstanceOf(expected);
    expect(exception.cause).toBe(error);
  });

  test("type system goes by the socket's code, and the socket's error becomes the cause of node-fetch's", () => {
    const socketError = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
    const error = new FetchError(`request to ${URL} failed, reason: connect`, 'system', socketError as never);
    const at = exchange();
    at.socketError = socketError;
    const exception = toException(error, at) as Error;
    expect(exception).toBeInstanceOf(ConnectionError);
    expect(exception.cause).toBe(error);
    expect((error as Error).cause).toBe(socketError);
    expect(`${error.message} ${error.stack}`).not.toContain('SECRET');
    expect(error.message).toContain('http://h.test:8080/p?***');
  });

  test("its AbortError is req's", () => {
    expect(toException(new NodeFetchAbortError('left'), exchange())).toBeInstanceOf(AbortError);
  });

  test('a URL that it cannot parse is an InvalidURL', () => {
    const error = Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL' });
    expect(toException(error, exchange())).toBeInstanceOf(InvalidURL);
  });
});
