import type { Draft } from './draft.ts';
import type { Random } from './random.ts';
import { setCookie } from './set-cookies.ts';

const TARGETS = ['<http://host.test/?page=2>', '</rel>', '<>', '<http://host.test/a,b>', '< /spaced >', '<urn:x>'];
const PARAMETERS = [
  'rel=next',
  'rel="last"',
  "rel='prev'",
  'rel="a b"',
  'title="T"',
  'type=text/html',
  'REL=up',
  'hreflang=de',
];

/** Header lines of a reply that concern neither its body nor a redirect. */
export function replyHeaders(random: Random, draft: Draft): string[] {
  return [
    ...(draft.setsCookies && random.chance(0.6) ? setCookies(random, draft) : []),
    ...(random.chance(0.2) ? [`Link: ${link(random)}`] : []),
    ...(random.chance(0.3) ? random.list(1, 3, () => other(random, draft)) : []),
  ];
}

/** Each line sets another cookie: with two of one name, Python's jar ignores that the second deletes the first. */
function setCookies(random: Random, draft: Draft): string[] {
  const cookies = random.list(1, 2, () => setCookie(random, draft));
  const names = cookies.map((cookie) => cookie.slice(0, cookie.indexOf('=')));
  return cookies
    .filter((_cookie, i) => names.indexOf(names[i] as string) === i)
    .map((cookie) => `Set-Cookie: ${cookie}`);
}

/** Versions of the parser differ only in special characters inside quotes. */
function link(random: Random): string {
  const one = (): string => [random.pick(TARGETS), ...random.list(0, 2, () => random.pick(PARAMETERS))].join('; ');
  return random.list(1, 3, one).join(random.pick([', ', ',']));
}

function other(random: Random, draft: Draft): string {
  if (random.chance(0.05)) {
    draft.needs.add('header-bytes');
    return 'X-Latin: caf\u00e9';
  }
  const name = random.pick(['X-One', 'x-one', 'X-Two', 'ETag', 'Vary', 'X_Three', 'Retry-After', 'X.4']);
  return `${name}:${random.pick([' 1', ' a, b', 'tight', '  wide', '', ' "e"', ' x=y; z'])}`;
}
