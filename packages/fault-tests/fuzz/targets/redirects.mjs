import { mutated } from '../mutate.mjs';
import { fieldValue, sessionOf } from './exchange.mjs';

const LOCATIONS = [
  '/next?x=1#f',
  '//b.test/p',
  'http://b.test:81/../x',
  '?only=query',
  '../../up',
  'https://a.test/',
  'javascript:1',
  '',
];
const SECRETS = ['authorization', 'cookie', 'x-api-key'];

/** Chains of Location: credentials never reach another host, and the chain ends. */
export const redirects = {
  name: 'redirects',
  make: (random) => ({
    hops: random.list(7, () => ({
      status: random.pick([301, 302, 303, 307, 308, 300, 304, 399]),
      headers: [
        ['Location', fieldValue(mutated(random, random.pick(LOCATIONS), ['//', '\\', '@', '..', ':', '#', '%']))],
      ],
    })),
    method: random.pick(['GET', 'POST', 'HEAD', 'DELETE']),
  }),
  async play({ hops, method }) {
    const { session, requests } = sessionOf([...hops, {}]);
    const options = {
      headers: { 'X-Api-Key': 'secret' },
      auth: ['user', 'pass'],
      cookies: { a: 'b' },
      allowRedirects: true,
    };
    const error = await session.request(method, 'http://a.test/start', options).then(
      () => null,
      (reason) => reason,
    );
    const sent = requests.map(({ url, headers }) => [url, SECRETS.filter((name) => headers.has(name)).join()]);
    if (error !== null) Object.assign(error, { sent });
    const leak = sent.find(([url, secrets]) => secrets !== '' && !/^https?:\/\/a\.test(?:[:/?#]|$)/.test(url));
    if (leak !== undefined) throw new Error(`secrets went to ${leak}`);
    if (error !== null) throw error;
    return sent;
  },
  check: (_, sent) => (sent.length <= 6 ? null : `${sent.length} requests`),
};
