import { Request } from '@req/core';
import { mutate, randomText } from '../mutate.mjs';
import { sessionWith } from './session.mjs';

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

/** URL and params: the request URL is ASCII and stays the same when prepared again, or there is an error. */
export const urls = {
  name: 'urls',
  allowsTypeErrors: true,
  generate: (random) => ({
    url: random.chance(0.1)
      ? randomText(random, 30)
      : mutate(random, random.pick(GOLDEN), ['@', '[', ']', '//', '%25']),
    params: random.pick([
      () => undefined,
      () => randomText(random, 8),
      () => random.list(5, () => [randomText(random, 3), random.chance(0.5) ? randomText(random, 5) : null]),
      () =>
        Object.fromEntries(random.list(4, () => [randomText(random, 2), random.list(3, () => randomText(random, 2))])),
    ])(),
  }),
  async run({ url, params }) {
    const { session, requests } = sessionWith([{}]);
    const prepared = await session.prepareRequest(new Request('GET', url, { params }));
    const response = await session.send(prepared).catch((error) => error);
    const again = /^https?:/.test(prepared.url) ? await new Request('GET', prepared.url).prepare() : prepared;
    return { url: prepared.url, again: again.url, sent: requests[0]?.url ?? response.name };
  },
  check({ params }, { url, again, sent }) {
    if (!/^http/i.test(url)) return null;
    if (/[^\x21-\x7e]/.test(url)) return `the URL is sent as ${JSON.stringify(url)}`;
    if (url !== again && typeof params !== 'string') return `prepared again, ${url} becomes ${again}`;
    if (/^https?:\/\/[^/?#]*@/.test(sent)) return `credentials are sent in the URL ${sent}`;
    return null;
  },
};
