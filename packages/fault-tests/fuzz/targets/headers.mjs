import { HeaderMap } from '@req/core';
import { anyText, mutated } from '../mutate.mjs';
import { sessionOf } from './exchange.mjs';

const NAMES = [
  'Accept',
  'X-Own',
  'Content-Type',
  'Host',
  'Cookie',
  'Authorization',
  'Content-Length',
  'TE',
  '__proto__',
];

/** Fields that a caller gives go out as they are, each on its line, or are refused. */
export const headersOut = {
  name: 'headers-out',
  typeErrors: true,
  make: (random) => ({
    form: random.pick(['record', 'pairs', 'map', 'HeaderMap']),
    pairs: random.list(6, () => [
      mutated(random, random.pick(NAMES)),
      random.chance(0.1) ? random.pick([null, 1, true, {}, []]) : mutated(random, 'value, of=a "field"; q=0.5'),
    ]),
  }),
  async play({ form, pairs }) {
    const { session, requests } = sessionOf([{}]);
    const headers = { record: Object.fromEntries, pairs: (p) => p, map: (p) => new Map(p), HeaderMap: made }[form](
      pairs,
    );
    await session.get('http://a.test/', { headers });
    return [...requests[0].headers];
  },
  check(_given, lines) {
    const bad = lines.find(
      ([name, value]) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value),
    );
    return bad === undefined ? null : `goes out: ${JSON.stringify(bad)}`;
  },
};

function made(pairs) {
  const map = new HeaderMap();
  for (const [name, value] of pairs) {
    if (value === null) map.delete(name);
    else if (map.size % 2 === 0) map.append(name, value);
    else map.set(name, value);
  }
  map.toJSON();
  return map;
}

/** Fields that a server sends are looked up without harm. */
export const headersIn = {
  name: 'headers-in',
  make: (random) => random.list(12, () => [mutated(random, random.pick(NAMES)), anyText(random)]),
  async play(lines) {
    const headers = HeaderMap.fromFlat(lines.flat());
    const { session } = sessionOf([{ headers, body: 'x' }]);
    const response = await session.get('http://a.test/');
    const { headers: kept, encoding, links, cookies, text } = response;
    return [
      kept.toJSON(),
      encoding,
      Object.keys(links).length,
      cookies.size,
      text,
      JSON.stringify(response).length > 0,
    ];
  },
};
