import type { Draft } from './draft.ts';
import type { Random } from './random.ts';

const SEGMENTS = [
  'a',
  'b',
  'dir',
  'Page.html',
  'x y',
  'é',
  '%20',
  '%c3%a9',
  '%41',
  '%zz',
  'a+b',
  'p;v=1',
  '~u',
  '@',
  ':',
];
/** Requests omits path parameters from the digest URI, and its cookie jar rewrites escapes. */
const PLAIN_SEGMENTS: string[] = SEGMENTS.filter((segment) => !/;|%c3/.test(segment));
const ODD_SEGMENTS = [
  '..',
  '.',
  '',
  "o'n",
  '(1)',
  '{3}',
  '[2]',
  'a|b',
  '^',
  '`',
  '"q"',
  '<t>',
  '漢',
  '%2F',
  '%2e',
  '*',
  '$',
  ',',
];
const QUERIES = [
  'q=1',
  'a=b&c=d',
  'x',
  '',
  'a=%20',
  'a=b c',
  'é=ü',
  'u=/?',
  'a=b=c',
  '&',
  'q=1&',
  "s='",
  '%zz',
  'l[]=1',
  '+',
];
const FRAGMENTS = ['top', '', 'a b', 'é', 'x?y', '!/r'];

/** Path, query and fragment of a URL. */
export function pathAndMore(random: Random, draft: Draft): string {
  const query = random.chance(0.4) ? `?${random.pick(QUERIES)}` : '';
  const fragment = random.chance(0.12) ? `#${random.pick(FRAGMENTS)}` : '';
  return `${path(random, draft)}${query}${fragment}`;
}

export function path(random: Random, draft: Draft): string {
  if (random.chance(0.25)) return '/';
  const segments = random.list(1, 3, () => {
    if (draft.setsCookies || draft.digest) return random.pick(PLAIN_SEGMENTS);
    if (random.chance(0.8)) return random.pick(SEGMENTS);
    draft.needs.add('raw-target');
    return random.pick(ODD_SEGMENTS);
  });
  return `/${segments.join('/')}${random.chance(0.2) ? '/' : ''}`;
}

/** An origin as a caller may write it, optionally with `userinfo`. */
export function origin(random: Random, draft: Draft, userinfo: string | null): string {
  const host = draft.proxied
    ? 'www.host.test'
    : draft.looseCookies || random.chance(0.85)
      ? '{A.netloc}'
      : '{B.netloc}';
  const scheme = random.chance(0.95) ? 'http' : random.pick(['HTTP', 'Http']);
  return `${scheme}://${userinfo === null ? '' : `${userinfo}@`}${host}`;
}

const HOSTS = ['host.test', 'HOST.Test', 'host.test:80', 'host.test:8080', 'host.test:', 'bücher.test', 'faß.test'];
const MORE_HOSTS = [
  '192.0.2.1',
  '[2001:db8::1]',
  '[2001:DB8::1]:81',
  'a-b.test',
  'xn--bcher-kva.test',
  'u:p@host.test',
];
const INVALID = ['', '/', 'host.test', 'host.test/x', '//host.test/', 'http://', 'http:///x', 'http://*.test/', '?q'];

/** A URL for a request that is prepared but not sent. */
export function unaskedUrl(random: Random, draft: Draft): string {
  if (random.chance(0.08)) return random.pick(INVALID);
  const scheme = random.pick(['http', 'http', 'https', 'HTTPS']);
  const blank = random.chance(0.03) ? ' ' : '';
  const rest = random.chance(0.1) ? '' : pathAndMore(random, draft);
  return `${blank}${scheme}://${random.pick(draft.setsCookies ? HOSTS : [...HOSTS, ...MORE_HOSTS])}${rest}`;
}
