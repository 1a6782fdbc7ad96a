import type { Draft, JsonObject } from './draft.ts';
import type { Random } from './random.ts';
import { token } from './words.ts';

const VALUES = [
  '1',
  'a b',
  'text/html, */*;q=0.1',
  '"quoted"',
  'a=b; c=d',
  '',
  'x,y',
  '{}',
  'semi;colon',
  'tr ',
  '~!@#$%^&*()',
];

/** `headers` of a request or a session; `null` removes a header of the session. */
export function requestHeaders(random: Random, draft: Draft, of: 'request' | 'session'): JsonObject {
  const headers = Object.fromEntries(random.list(1, 3, () => [`X-${token(random)}`, value(random, draft, of)]));
  const known = random.choose<JsonObject>([
    [6, () => ({})],
    [1, () => ({ Accept: random.pick(['application/json', 'text/*']) })],
    [1, () => ({ [random.pick(['User-Agent', 'user-agent'])]: 'probe/1.0 (x; y)' })],
    [0.5, () => ({ 'Accept-Encoding': random.pick(['identity', 'gzip']) })],
    [0.5, () => ({ Referer: 'http://host.test/from?a=b' })],
    [of === 'request' ? 0.5 : 0, () => ({ Cookie: 'own=1; second="2"' })],
    [of === 'request' ? 0.5 : 0, () => ({ Authorization: random.pick(['Bearer abc', 'Custom x="y"']) })],
    [of === 'request' ? 1 : 0, () => ({ [random.pick(['Content-Type', 'content-type'])]: 'application/x-own' })],
    [0.5, () => ({ Accept: null })],
  ]);
  return { ...headers, ...known, ...(of === 'request' && random.chance(0.1) ? { 'X-Session': null } : {}) };
}

function value(random: Random, draft: Draft, of: 'request' | 'session'): string | number {
  if (random.chance(0.04)) {
    draft.needs.add('header-bytes');
    return random.pick(['caf\u00e9', '\u00fcber alles', 'a\u00a0b']);
  }
  // Rejected before anything is sent.
  if (of === 'request' && random.chance(0.01)) {
    draft.mayFail = true;
    return random.pick(['a\r\nb', ' lead', 5]);
  }
  return random.pick(VALUES);
}
