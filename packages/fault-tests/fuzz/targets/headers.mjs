import { HeaderMap } from '@req/core';
import { mutate, randomText } from '../mutate.mjs';
import { sessionWith } from './session.mjs';

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

/** Fields given by the caller are sent unchanged, one per line, or rejected. */
export const headersOut = {
  name: 'headers-out',
  allowsTypeErrors: true,
  generate: (random) => ({
    form: random.pick(['record', 'pairs', 'map', 'HeaderMap']),
    pairs: random.list(6, () => [
      mutate(random, random.pick(NAMES)),
      random.chance(0.1) ? random.pick([null, 1, true, {}, []]) : mutate(random, 'value, of=a "field"; q=0.5'),
    ]),
  }),
  async run({ form, pairs }) {
    const { session, requests } = sessionWith([{}]);
    const headers = { record: Object.fromEntries, pairs: (p) => p, map: (p) => new Map(p), HeaderMap: toHeaderMap }[
      form
    ](pairs);
    await session.get('http://a.test/', { headers });
    return [...requests[0].headers];
  },
  check(_input, lines) {
    const bad = lines.find(
      ([name, value]) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value),
    );
    return bad === undefined ? null : `sent ${JSON.stringify(bad)}`;
  },
};

function toHeaderMap(pairs) {
  const map = new HeaderMap();
  for (const [name, value] of pairs) {
    if (value === null) map.delete(name);
    else if (map.size % 2 === 0) map.append(name, value);
    else map.set(name, value);
  }
  map.toJSON();
  return map;
}

/** Fields sent by a server can be read safely. */
export const headersIn = {
  name: 'headers-in',
  generate: (random) => random.list(12, () => [mutate(random, random.pick(NAMES)), randomText(random)]),
  async run(lines) {
    const headers = HeaderMap.fromFlat(lines.flat());
    const { session } = sessionWith([{ headers, body: 'x' }]);
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
