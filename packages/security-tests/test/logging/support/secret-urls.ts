import fc from 'fast-check';
import { SECRET } from './views.ts';

/** Schemes after which an authority is often written with too many slashes or too few. */
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

/** A text that is roughly a URL with a secret in its userinfo. */
const authority: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...USERINFO), fc.constantFrom(...HOSTS), fc.constantFrom(...TAILS))
  .map(([userinfo, host, tail]) => `${userinfo}@${host}${tail}`);

export const crookedUrl: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...BEFORE), fc.constantFrom(...SCHEMES), fc.constantFrom(...SEPARATORS), authority)
  // Without a scheme, text after one slash is a path.
  .filter(([, scheme, separator]) => scheme !== '' || !['/', '/ /', ':'].includes(separator))
  .map((parts) => parts.join(''));

/**
 * The target of a redirect. After an invalid authority, the rest may be valid. Without an authority it is a path on the
 * server that sent it, as in Python.
 */
export const crookedTarget: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...BEFORE.slice(0, 6)), fc.constantFrom(...KNOWN, 'x:'), authority)
  .map(([before, scheme, rest]) => `${before}${scheme}//${rest}`);

/** As part of another URL. What is not a URL at all is ordinary text there. */
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

/** A URL of `origin` that contains another one. */
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
