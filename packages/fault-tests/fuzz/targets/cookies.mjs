import { CookieJar } from '@req/core';
import { mutate, randomText } from '../mutate.mjs';
import { fieldValue, sessionWith } from './session.mjs';

const LINES = [
  'sid=31d4d96e407aad42; Path=/; Domain=a.test; Secure; HttpOnly; SameSite=Lax',
  'a=b; Expires=Wed, 09 Jun 2027 10:18:14 GMT; Max-Age=100',
  '__Host-x="quoted value"; Path=/; Secure',
  'bare; path=/p',
  'name==value; expires=Thu, 01-Jan-70 00:00:00 GMT',
];
const HOSTS = ['a.test', 'b.a.test', 'co.uk', 'example.co.uk', '127.0.0.1', '[::1]', '__proto__', 'localhost'];

/** Set-Cookie: stored cookies are sent only to their host, in a single valid Cookie field. */
export const setCookie = {
  name: 'set-cookie',
  generate: (random) => ({
    url: `${random.pick(['http', 'https'])}://${random.pick(HOSTS)}/p/q`,
    lines: random.list(4, () =>
      fieldValue(mutate(random, random.pick(LINES), ['Domain=', 'Path=', ';', '=', '.a.test'])),
    ),
  }),
  async run({ url, lines }) {
    const { session, requests } = sessionWith([{ headers: lines.map((value) => ['Set-Cookie', value]) }, {}]);
    await session.get(url);
    await session.get(url);
    const kept = session.cookies.toJSON();
    const back = CookieJar.fromJSON(JSON.stringify(kept));
    const text = CookieJar.fromNetscape(session.cookies.toNetscape());
    const foreign = kept.filter(({ domain }) => !isWithin(url, domain));
    return { sent: requests[1].headers.getAll('cookie'), sizes: [kept.length, back.size, text.size], foreign };
  },
  check(_input, { sent, sizes, foreign }) {
    if (sent.length > 1 || /[^\t\x20-\x7e\x80-\xff]/.test(sent[0] ?? '')) return `sent ${JSON.stringify(sent)}`;
    if (sizes[0] !== sizes[1]) return `${sizes[0]} cookies become ${sizes[1]} after a round trip through JSON`;
    if (foreign.length > 0) return `stores a cookie for another host: ${JSON.stringify(foreign)}`;
    return null;
  },
};

function isWithin(url, domain) {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return host === domain || host.endsWith(`.${domain}`);
}

/** Cookies given by the caller: a single valid Cookie field, or InvalidHeader. */
export const cookieOut = {
  name: 'cookie-out',
  allowsTypeErrors: true,
  generate: (random) => random.list(4, () => [mutate(random, 'name'), randomText(random, 4)]),
  async run(pairs) {
    const { session, requests } = sessionWith([{}]);
    await session.get('http://a.test/', { cookies: pairs.length % 2 === 0 ? pairs : Object.fromEntries(pairs) });
    return requests[0].headers.getAll('cookie');
  },
  check: (pairs, sent) => {
    if (sent.length > 1 || /[^\x20-\x7e\x80-\xff]/.test(sent[0] ?? '')) return `sent ${JSON.stringify(sent)}`;
    return (sent[0]?.split(';').length ?? 0) > pairs.length ? `${pairs.length} cookies become ${sent[0]}` : null;
  },
};
