import { CookieJar } from '@req/core';
import { anyText, mutated } from '../mutate.mjs';
import { fieldValue, sessionOf } from './exchange.mjs';

const LINES = [
  'sid=31d4d96e407aad42; Path=/; Domain=a.test; Secure; HttpOnly; SameSite=Lax',
  'a=b; Expires=Wed, 09 Jun 2027 10:18:14 GMT; Max-Age=100',
  '__Host-x="quoted value"; Path=/; Secure',
  'bare; path=/p',
  'name==value; expires=Thu, 01-Jan-70 00:00:00 GMT',
];
const HOSTS = ['a.test', 'b.a.test', 'co.uk', 'example.co.uk', '127.0.0.1', '[::1]', '__proto__', 'localhost'];

/** Set-Cookie: what is kept goes back to that host alone, in one field that HTTP allows. */
export const setCookie = {
  name: 'set-cookie',
  make: (random) => ({
    url: `${random.pick(['http', 'https'])}://${random.pick(HOSTS)}/p/q`,
    lines: random.list(4, () =>
      fieldValue(mutated(random, random.pick(LINES), ['Domain=', 'Path=', ';', '=', '.a.test'])),
    ),
  }),
  async play({ url, lines }) {
    const { session, requests } = sessionOf([{ headers: lines.map((value) => ['Set-Cookie', value]) }, {}]);
    await session.get(url);
    await session.get(url);
    const kept = session.cookies.toJSON();
    const back = CookieJar.fromJSON(JSON.stringify(kept));
    const text = CookieJar.fromNetscape(session.cookies.toNetscape());
    const foreign = kept.filter(({ domain }) => !isWithin(url, domain));
    return { sent: requests[1].headers.getAll('cookie'), sizes: [kept.length, back.size, text.size], foreign };
  },
  check(_given, { sent, sizes, foreign }) {
    if (sent.length > 1 || /[^\t\x20-\x7e\x80-\xff]/.test(sent[0] ?? '')) return `sent ${JSON.stringify(sent)}`;
    if (sizes[0] !== sizes[1]) return `${sizes[0]} cookies become ${sizes[1]} by way of JSON`;
    if (foreign.length > 0) return `keeps a cookie of another host: ${JSON.stringify(foreign)}`;
    return null;
  },
};

function isWithin(url, domain) {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return host === domain || host.endsWith(`.${domain}`);
}

/** Cookies of a caller's: one field, or InvalidHeader. */
export const cookieOut = {
  name: 'cookie-out',
  typeErrors: true,
  make: (random) => random.list(4, () => [mutated(random, 'name'), anyText(random, 4)]),
  async play(pairs) {
    const { session, requests } = sessionOf([{}]);
    await session.get('http://a.test/', { cookies: pairs.length % 2 === 0 ? pairs : Object.fromEntries(pairs) });
    return requests[0].headers.getAll('cookie');
  },
  check: (pairs, sent) => {
    if (sent.length > 1 || /[^\x20-\x7e\x80-\xff]/.test(sent[0] ?? '')) return `sent ${JSON.stringify(sent)}`;
    return (sent[0]?.split(';').length ?? 0) > pairs.length ? `${pairs.length} cookies make ${sent[0]}` : null;
  },
};
