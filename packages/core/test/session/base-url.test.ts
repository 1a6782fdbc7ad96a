import { describe, expect, test } from '@jest/globals';
import { resolveBaseUrl } from '../../src/session/session-settings.ts';
import { played, REDIRECT } from '../played.ts';

describe('a URL is appended to baseUrl as a path, with or without a slash', () => {
  test.each([
    ['https://h/v1', '/users', 'https://h/v1/users'],
    ['https://h/v1', 'users', 'https://h/v1/users'],
    ['https://h/v1/', '/users', 'https://h/v1/users'],
    ['https://h/v1/', 'users/', 'https://h/v1/users/'],
    ['https://h', 'users', 'https://h/users'],
    ['https://h/v1', '', 'https://h/v1'],
    ['https://h/v1', '?page=2', 'https://h/v1?page=2'],
    ['https://h/v1', '#f', 'https://h/v1#f'],
    ['https://h/v1', '//x/y', 'https://h/v1/x/y'],
    ['https://h/v1', 'https://g/x', 'https://g/x'],
    ['https://h/v1', 'HTTP://g/x', 'HTTP://g/x'],
    ['https://h/v1', ' https://g/x', ' https://g/x'],
    [null, '/users', '/users'],
  ])('%s and %j → %s', (baseUrl, url, result) => expect(resolveBaseUrl(baseUrl, url)).toBe(result));

  test('baseUrl may be a URL object and may be changed later', async () => {
    const { session, sent } = played([], { baseUrl: new URL('http://a.test/v1') });
    await session.get('/x');
    session.baseUrl = 'http://b.test/';
    await session.get('x', { params: { p: 1 } });
    expect(sent.map(({ url }) => url)).toEqual(['http://a.test/v1/x', 'http://b.test/x?p=1']);
  });
});

describe('with baseUrl, an absolute URL of another origin gets no credentials of the session', () => {
  const settings = {
    baseUrl: 'http://a.test/',
    auth: ['u', 'p'] as const,
    headers: { 'X-Api-Key': 'k', 'X-A': '1' },
  };

  test.each([
    ['below it', '/x', 'GET http://a.test/x {X-Api-Key: k, X-A: 1, Authorization: Basic dTpw}'],
    [
      'the same origin',
      'http://A.test:80/x',
      'GET http://a.test:80/x {X-Api-Key: k, X-A: 1, Authorization: Basic dTpw}',
    ],
    ['another host', 'http://b.test/x', 'GET http://b.test/x {X-A: 1}'],
    ['another port', 'http://a.test:8080/x', 'GET http://a.test:8080/x {X-A: 1}'],
    ['another scheme', 'https://a.test/x', 'GET https://a.test/x {X-A: 1}'],
    ['a host hidden behind userinfo', 'http://a.test@b.test/x', 'GET http://b.test/x {X-A: 1}'],
  ])('%s', async (_where, url, line) => {
    const { session, lines } = played([], settings);
    await session.get(url);
    expect(lines()).toEqual([line]);
  });

  test('credentials of the request itself are sent', async () => {
    const { session, lines } = played([], settings);
    await session.get('http://b.test/', { auth: ['r', 'p'], headers: { 'X-Api-Key': 'own' } });
    expect(lines()).toEqual(['GET http://b.test/ {X-A: 1, X-Api-Key: own, Authorization: Basic cjpw}']);
  });

  test('cookies of the session are sent to their host only', async () => {
    const { session, lines } = played([], { baseUrl: 'http://a.test/' });
    session.cookies.set('c', '1', { domain: 'a.test', path: '/' });
    await session.get('/x');
    await session.get('http://b.test/');
    expect(lines()).toEqual(['GET http://a.test/x {Cookie: c=1}', 'GET http://b.test/']);
  });

  test('without baseUrl they are sent with every request, as in Requests', async () => {
    const { session, lines } = played([], { ...settings, baseUrl: null });
    await session.get('http://b.test/');
    expect(lines()).toEqual(['GET http://b.test/ {X-Api-Key: k, X-A: 1, Authorization: Basic dTpw}']);
  });

  test('a redirect to another origin drops them too', async () => {
    const { session, lines } = played([REDIRECT('http://b.test/')], settings);
    await session.get('/x');
    expect(lines()[1]).toBe('GET http://b.test/ {X-A: 1}');
  });
});
