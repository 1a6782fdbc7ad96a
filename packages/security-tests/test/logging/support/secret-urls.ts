import fc from 'fast-check';
import { SECRET } from './views.ts';

/** Schemes after which a slash more or less is often meant to begin an authority. */
const KNOWN = ['http:', 'https:', 'HTTP:', 'hTTps:', 'ws:', 'ftp:', 'socks5:', 'socks5h:'];
const SCHEMES = [...KNOWN, 'x:', 'git+ssh:', 'http+unix:', '1http:', 'ht tp:', ''];
const SEPARATORS = ['//', '//', '//', '/', '', '\\\\', '\\/', '/\\', '///', '////', '//@', '/ /', ':'];
const BEFORE = ['', '', '', ' ', '\t', '\n', ' \r\n', '\ufeff', '\u200b', '\u00a0', '"', "'", '<'];

const USERINFO = [
  ...[SECRET, `u:${SECRET}`, `:${SECRET}`, `${SECRET}:`, `${SECRET}:x`, `a:b@${SECRET}`, `u:${SECRET}@x`, `@${SECRET}`],
  ...[`u%40c:${SECRET}`, `u:%2F${SECRET}%3F`, `u:a b${SECRET}`, `u:${SECRET}[`, `u:${SECRET}%`, `u:${SECRET}::`],
  ...[`u:\u00e9${SECRET}\u4e00`, `u;v:${SECRET}`, `u&v:${SECRET}`, `u,v:${SECRET}`, `u:${SECRET}"`, `u:${SECRET}\\`],
];
const HOSTS = [
  'h',
  'h:80',
  'H.test',
  '[::1]',
  '[::1]:1',
  '127.0.0.1:1',
  'h:x',
  'h:99999',
  'a b',
  '[::1',
  'h%00',
  '',
  '\u00e9',
  '-',
];
const TAILS = ['', '/', '/p?q=1#f', '?q=a@b.c', '#f@g', '/users/me@example.org', ' x', '\\x', `?token=${SECRET}`];

/** A text that is a URL with a secret in its userinfo, more or less. */
const authority: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...USERINFO), fc.constantFrom(...HOSTS), fc.constantFrom(...TAILS))
  .map(([userinfo, host, tail]) => `${userinfo}@${host}${tail}`);

export const crookedUrl: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...BEFORE), fc.constantFrom(...SCHEMES), fc.constantFrom(...SEPARATORS), authority)
  // Without a scheme, what begins with one slash is a path.
  .filter(([, scheme, separator]) => scheme !== '' || !['/', '/ /', ':'].includes(separator))
  .map((parts) => parts.join(''));

/**
 * A URL that a redirect goes to: of an authority that is none, what follows it may be right. What has no authority is a path of
 * the server that names it, as in Python.
 */
export const crookedTarget: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...BEFORE.slice(0, 6)), fc.constantFrom(...KNOWN, 'x:'), authority)
  .map(([before, scheme, rest]) => `${before}${scheme}//${rest}`);

/** Within another URL the rest of it goes on: what is no URL at all there is a text like any other. */
const innerUrl: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...KNOWN, 'x:', 'git+ssh:'),
    fc.constantFrom('//'),
    fc.constantFrom(...USERINFO.filter((userinfo) => !/["&\\]|a b/.test(userinfo))),
    fc.constantFrom('h', 'h:80', '[::1]', '\u00e9'),
    fc.constantFrom('', '/', '/p'),
  )
  .map(([scheme, slashes, userinfo, host, tail]) => `${scheme}${slashes}${userinfo}@${host}${tail}`);

const encoded: fc.Arbitrary<string> = fc
  .tuple(innerUrl, fc.constantFrom(0, 1, 2, 3))
  .map(([url, times]) => Array.from({ length: times }).reduce((text: string) => encodeURIComponent(text), url));

const PLACES = ['/?next=', '/?a=1&next=', '/#', '/#!/', '/proxy/', '/?a=<', '/;u=', '/?x=http://y/?z='];

/** A URL of `origin` that holds another one. */
export const urlWithin = (origin: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...PLACES), encoded, fc.constantFrom('', '&q=a@b.c', '#f'))
    .map(([place, url, more]) => `${origin}${place}${url}${more}`);

const PARAMETERS = [
  'token',
  'access_token',
  'API_KEY',
  'client_secret',
  'X-Amz-Signature',
  'user[password]',
  'sig',
  'code',
];

export const urlWithParameter = (origin: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('?', '?a=1&', '#', '#a&', '?next=http%3A%2F%2Fh%3F'),
      fc.constantFrom(...PARAMETERS),
      fc.boolean(),
    )
    .map(([before, name, more]) =>
      before.includes('%3F')
        ? `${origin}/${before}${name}%3D${SECRET}${more ? '&b=1' : ''}`
        : `${origin}/${before}${name}=${SECRET}${more ? '&b=1' : ''}`,
    );
