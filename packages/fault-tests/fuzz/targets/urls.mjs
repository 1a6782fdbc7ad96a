import { Request } from '@req/core';
import { anyText, mutated } from '../mutate.mjs';
import { sessionOf } from './exchange.mjs';

const GOLDEN = [
  'http://user:pass@a.test:8080/p/a/t/h?query=string#hash',
  'https://[2001:db8::1%25eth0]:443/%7Euser/../x/./y;p=1?a=1&b=%20#f',
  'http://127.0.0.1/?next=http://b.test/',
  'http://xn--mgbh0fb.xn--kgbechtv/',
  'HTTP://B\u00fccher.Example/\u00e4?\u00f6=\u00fc',
  'mailto:user@example.com',
  'http+unix://%2Fvar%2Frun/x',
  '//a.test/no-scheme',
];

/** A URL and params become the URL of a request, which is ASCII and is read back as the same, or are refused. */
export const urls = {
  name: 'urls',
  typeErrors: true,
  make: (random) => ({
    url: random.chance(0.1) ? anyText(random, 30) : mutated(random, random.pick(GOLDEN), ['@', '[', ']', '//', '%25']),
    params: random.pick([
      () => undefined,
      () => anyText(random, 8),
      () => random.list(5, () => [anyText(random, 3), random.chance(0.5) ? anyText(random, 5) : null]),
      () => Object.fromEntries(random.list(4, () => [anyText(random, 2), random.list(3, () => anyText(random, 2))])),
    ])(),
  }),
  async play({ url, params }) {
    const { session, requests } = sessionOf([{}]);
    const prepared = await session.prepareRequest(new Request('GET', url, { params }));
    const response = await session.send(prepared).catch((error) => error);
    const again = /^https?:/.test(prepared.url) ? await new Request('GET', prepared.url).prepare() : prepared;
    return { url: prepared.url, again: again.url, sent: requests[0]?.url ?? response.name };
  },
  check({ params }, { url, again, sent }) {
    if (!/^http/i.test(url)) return null;
    if (/[^\x21-\x7e]/.test(url)) return `the URL goes out as ${JSON.stringify(url)}`;
    if (url !== again && typeof params !== 'string') return `prepared again ${url} becomes ${again}`;
    if (/^https?:\/\/[^/?#]*@/.test(sent)) return `credentials go out in the URL ${sent}`;
    return null;
  },
};
