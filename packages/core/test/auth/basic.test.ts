import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { basicAuthHeader, HTTPBasicAuth, HTTPProxyAuth } from '../../src/auth/basic.ts';
import { HTTPBearerAuth } from '../../src/auth/bearer.ts';
import { InvalidHeader } from '../../src/errors/errors.ts';
import { HeaderMap } from '../../src/headers/header-map.ts';
import { PreparedRequest } from '../../src/request/prepared-request.ts';

const request = (): PreparedRequest =>
  new PreparedRequest({ method: 'GET', url: 'http://a.test/', headers: new HeaderMap({ Authorization: 'own' }) });

describe('Basic credentials', () => {
  test.each([
    ['u', 'p', 'Basic dTpw'],
    ['', '', 'Basic Og=='],
    ['é', 'ü', 'Basic 6Tr8'],
    ['u', 'a:b', 'Basic dTphOmI='],
    [' user ', ' pass ', 'Basic IHVzZXIgOiBwYXNzIA=='],
    ['x z', 'y:', 'Basic eCB6Onk6'],
  ])('%j and %j are written as Requests writes them', (user, password, header) => {
    expect(basicAuthHeader(user, password)).toBe(header);
  });

  test('beyond Latin-1, user and password are both UTF-8', () => {
    expect(basicAuthHeader('日', 'é')).toBe(`Basic ${Buffer.from('日:é', 'utf8').toString('base64')}`);
  });

  test('long ones stay on one line', () => {
    expect(basicAuthHeader('u'.repeat(200), 'p'.repeat(200))).toMatch(/^Basic [A-Za-z0-9+/]+=*$/);
  });

  test.each(['a:b', 'a\r\nX: y', 'a\0', 'a\x7f', 1, null, undefined])(
    'a user %j is InvalidHeader, without the password',
    (user) => {
      expect(() => basicAuthHeader(user as string, 's3cret')).toThrow(InvalidHeader);
      expect(() => basicAuthHeader(user as string, 's3cret')).toThrow(/^(?!.*s3cret)/s);
    },
  );

  test('a password that is not a string throws InvalidHeader', () => {
    expect(() => basicAuthHeader('u', 5 as unknown as string)).toThrow(InvalidHeader);
  });
});

describe('auth objects that set one header', () => {
  test('HTTPBasicAuth replaces Authorization', () => {
    const prepared = request();
    new HTTPBasicAuth('u', 'p').apply(prepared);
    expect(prepared.headers.getAll('authorization')).toEqual(['Basic dTpw']);
  });

  test('HTTPProxyAuth sets Proxy-Authorization and keeps Authorization', () => {
    const prepared = request();
    new HTTPProxyAuth('u', 'p').apply(prepared);
    expect(prepared.headers.get('proxy-authorization')).toBe('Basic dTpw');
    expect(prepared.headers.get('authorization')).toBe('own');
  });

  test('HTTPBearerAuth sets a token, or calls a function for it each time', () => {
    const prepared = request();
    new HTTPBearerAuth('abc.DEF-_~+/12==').apply(prepared);
    expect(prepared.headers.get('authorization')).toBe('Bearer abc.DEF-_~+/12==');
    let n = 0;
    const auth = new HTTPBearerAuth(() => `t${++n}`);
    auth.apply(prepared);
    auth.apply(prepared);
    expect(prepared.headers.get('authorization')).toBe('Bearer t2');
  });

  test.each(['', 'a b', 'a\r\nX: y', 'é', 'a=b', null])('a token %j throws InvalidHeader', (token) => {
    const prepared = request();
    expect(() => new HTTPBearerAuth(token as string).apply(prepared)).toThrow(InvalidHeader);
    expect(() => new HTTPBearerAuth(() => token as string).apply(prepared)).toThrow(InvalidHeader);
    expect(prepared.headers.get('authorization')).toBe('own');
  });

  test('none of them shows its secret', () => {
    for (const auth of [
      new HTTPBasicAuth('user', 's3cret'),
      new HTTPProxyAuth('user', 's3cret'),
      new HTTPBearerAuth('s3cret'),
    ]) {
      const shown = JSON.stringify(auth) + inspect(auth) + inspect({ auth }, { showHidden: true });
      expect(shown).not.toContain('s3cret');
      expect(shown).toContain('***');
    }
  });
});
