import type { Draft } from './draft.ts';
import type { Random } from './random.ts';

const VALUES = ['1', '', '"quoted v"', 'a=b', 'x y', '%41', "!#$&'()*+-./:<>?@[]^_`{|}~", 'v,w', 'long'.repeat(20)];
const PATHS = ['/', '/a', '/dir', '/dir/', '/a/b', ''];
const FUTURE = 'Sun, 01 Jan 2090 00:00:00 GMT';
const PAST = ['Sat, 01 Jan 2000 00:00:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT', 'Sat, 01-Jan-2000 00:00:00 GMT'];

/** A Set-Cookie value. Its names differ from those of cookies given by the caller. */
export function setCookie(random: Random, draft: Draft): string {
  const attributes = [
    ...(random.chance(0.4) ? [`${random.pick(['Path', 'path'])}=${random.pick(PATHS)}`] : []),
    // Python sends cookies grouped by domain, so all have the same one.
    ...(draft.proxied ? [`Domain=${random.pick(['host.test', '.host.test', 'HOST.Test', 'other.test'])}`] : []),
    ...(random.chance(0.15) ? [`Expires=${random.pick([FUTURE, ...PAST])}`] : []),
    ...(random.chance(0.15) ? [`Max-Age=${random.pick(['3600', '0', '-1'])}`] : []),
    ...(random.chance(0.2) ? [random.pick(['HttpOnly', 'SameSite=Lax', 'Foo=bar', 'Priority=High'])] : []),
  ];
  return [`${random.pick(['s1', 's2', 's3', 'Sess-Id'])}=${random.pick(VALUES)}`, ...attributes].join('; ');
}

/** `cookies` of a request or a session, as a record. `prefix` distinguishes their names. */
export function givenCookies(random: Random, prefix: string): Record<string, string> {
  const value = (): string => random.pick(['1', '', 'a b', '"q"', 'x=y', 'v/w']);
  return Object.fromEntries(random.list(1, 3, () => [`${prefix}${random.pick(['a', 'B', 'c-d', 'e.f'])}`, value()]));
}
