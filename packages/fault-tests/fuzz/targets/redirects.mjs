import { mutate } from '../mutate.mjs';
import { fieldValue, sessionWith } from './session.mjs';

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

/** Redirect chains: credentials never reach another host, and the chain ends. */
export const redirects = {
  name: 'redirects',
  generate: (random) => ({
    hops: random.list(7, () => ({
      status: random.pick([301, 302, 303, 307, 308, 300, 304, 399]),
      headers: [
        ['Location', fieldValue(mutate(random, random.pick(LOCATIONS), ['//', '\\', '@', '..', ':', '#', '%']))],
      ],
    })),
    method: random.pick(['GET', 'POST', 'HEAD', 'DELETE']),
  }),
  async run({ hops, method }) {
    const { session, requests } = sessionWith([...hops, {}]);
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
    if (leak !== undefined) throw new Error(`credentials were sent to ${leak}`);
    if (error !== null) throw error;
    return sent;
  },
  check: (_, sent) => (sent.length <= 6 ? null : `${sent.length} requests`),
};
