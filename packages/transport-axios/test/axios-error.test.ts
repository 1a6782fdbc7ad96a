import { describe, expect, test } from '@jest/globals';
import { AbortError, ConnectionError, InvalidURL, RequestException, Timeout, TooManyRedirects } from '@req/core';
import { ClientExchange } from '@req/node-connect';
import { transportRequest } from '@req/transport-conformance';
import { AxiosError, CanceledError } from 'axios';
import { AXIOS_CODES, toBodyException, toException } from '../src/axios-error.ts';

const exchange = (): ClientExchange =>
  new ClientExchange(transportRequest({ url: 'http://h.test:8080/p?token=SECRET' }));

describe('errors of axios', () => {
  test('every code of AxiosError has an exception', () => {
    const listed = Object.entries(AxiosError)
      .filter(([name, value]) => /^E[A-Z_]+$/.test(name) && value === name)
      .map(([name]) => name);
    expect(listed.length).toBeGreaterThan(10);
    expect(Object.keys(AXIOS_CODES).sort()).toEqual(listed.sort());
  });

  test.each([
    ['ECONNABORTED', Timeout],
    ['ERR_BAD_OPTION', RequestException],
    ['ERR_BAD_RESPONSE', ConnectionError],
    ['ERR_CANCELED', AbortError],
    ['ERR_FR_TOO_MANY_REDIRECTS', TooManyRedirects],
    ['ERR_INVALID_URL', InvalidURL],
    ['ERR_NETWORK', ConnectionError],
    ['ECONNREFUSED', ConnectionError],
    ['ETIMEDOUT', ConnectionError],
    ['EHOSTUNREACH', ConnectionError],
    ['SOMETHING_NEW', RequestException],
  ])('%s', (code, expected) => {
    const error = new AxiosError('it failed', code);
    const exception = toException(error, exchange()) as Error;
    expect(exception).toBeInstanceOf(expected);
    expect(exception.cause).toBe(error);
    expect(exception.message).not.toContain('SECRET');
  });

  test('a CanceledError is an AbortError', () => {
    expect(toException(new CanceledError('left'), exchange())).toBeInstanceOf(AbortError);
  });

  test('an exception of core is passed on unchanged, also when axios has wrapped it', () => {
    const mine = new ConnectionError('the proxy');
    expect(toException(mine, exchange())).toBe(mine);
    expect(toBodyException(mine, exchange())).toBe(mine);
    const wrapped = exchange();
    wrapped.socketError = mine;
    expect(toException(AxiosError.from(mine), wrapped)).toBe(mine);
  });

  test('the cause has no configuration', () => {
    const config = { headers: { Authorization: 'SECRET' } } as never;
    const error = new AxiosError('it failed', 'ERR_NETWORK', config);
    toException(error, exchange());
    expect(Reflect.ownKeys(error)).not.toContain('config');
    expect(Reflect.ownKeys(error)).not.toContain('request');
    expect(JSON.stringify(error)).toBe('{"name":"AxiosError","message":"it failed","code":"ERR_NETWORK"}');
  });
});
