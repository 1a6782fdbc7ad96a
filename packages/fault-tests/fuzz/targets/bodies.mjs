import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { Request } from '@req/core';
import { anyText, mutated, mutatedBytes } from '../mutate.mjs';
import { fieldValue, sessionOf } from './exchange.mjs';

/** Multipart: as many parts as were given, each with its name in one line; or refused. */
export const multipart = {
  name: 'multipart',
  typeErrors: true,
  steady: false,
  make: (random) => ({
    files: random.list(4, () => [
      mutated(random, 'file'),
      random.pick([
        () => anyText(random),
        () => random.bytes(random.below(40)),
        () => [mutated(random, 'report.csv'), anyText(random)],
        () => ['a', anyText(random), mutated(random, 'text/plain'), { [mutated(random, 'X-Own')]: anyText(random, 3) }],
        () => [null, 1],
        () => ['too', 'many', 'of', {}, 'them'],
      ])(),
    ]),
    data: random.list(3, () => [mutated(random, 'field'), anyText(random, 4)]),
  }),
  async play({ files, data }) {
    const { body, headers } = await new Request('POST', 'http://a.test/', { files, data }).prepare();
    const boundary = /boundary=(\w+)$/.exec(headers.get('content-type') ?? '')?.[1];
    const text = boundary === undefined ? '' : Buffer.from(body).toString('latin1').replaceAll(boundary, 'BOUNDARY');
    return { text, length: headers.get('content-length'), bytes: body?.length ?? 0 };
  },
  check({ files, data }, { text, length, bytes }) {
    if (files.length === 0) return null;
    if (Number(length) !== bytes) return `Content-Length ${length} for ${bytes} bytes`;
    const parts = text.split('--BOUNDARY\r\n').slice(1);
    if (parts.length !== files.length + data.length)
      return `${files.length + data.length} fields make ${parts.length} parts`;
    const bad = parts.find(
      (part) => !/^Content-Disposition: form-data; name="[^"\r\n]*"(; filename="[^"\r\n]*")?\r\n/.test(part),
    );
    return bad === undefined ? null : `a part begins with ${JSON.stringify(bad.slice(0, 80))}`;
  },
};

const PLAIN = Buffer.from('{"text": "some text that is worth coding, worth coding, worth coding"}');
const CODED = {
  gzip: gzipSync(PLAIN),
  deflate: deflateSync(PLAIN),
  raw: deflateRawSync(PLAIN),
  br: brotliCompressSync(PLAIN),
};
const NAMES = ['gzip', 'deflate', 'br', 'zstd', 'x-gzip', 'identity', 'gzip, br', 'deflate, gzip', 'compress', 'GZIP'];

/** Content-Encoding, with bodies that are or are not coded so. */
export const codings = {
  name: 'codings',
  make: (random) => {
    const body = random.pick(Object.values(CODED));
    const twice = random.chance(0.2) ? gzipSync(body) : body;
    return {
      coding: fieldValue(
        random.chance(0.7) ? random.pick(NAMES) : mutated(random, random.pick(NAMES), [',', 'gzip', 'br']),
      ),
      body: random.chance(0.2) ? twice : mutatedBytes(random, twice),
      cuts: random.list(3, () => random.below(twice.length + 1)).sort((a, b) => a - b),
    };
  },
  async play({ coding, body, cuts }) {
    async function* pieces() {
      let from = 0;
      for (const cut of [...cuts, body.length]) {
        yield body.subarray(from, cut);
        from = Math.max(from, cut);
      }
    }
    const { session } = sessionOf([{ headers: [['Content-Encoding', coding]], body: pieces() }]);
    return (await session.get('http://a.test/', { maxBodySize: 1_000_000 })).content.toString('latin1');
  },
};

const JSONS = [
  '{"a":[1,2.5e3,"\\u00e9\\ud83d\\ude00",null,true]}',
  '[[[[]]]]',
  '"\\"',
  ' 0 ',
  '{"__proto__":{"evil":1}}',
  '-',
  'NaN',
];

/** JSON in any encoding: a value, or JSONDecodeError. */
export const json = {
  name: 'json',
  make: (random) => ({
    body: Buffer.from(
      mutated(random, random.pick(JSONS), ['{', '[', '"', '\\u', ':', ',']),
      random.pick(['utf8', 'utf16le', 'latin1']),
    ),
    type: random.pick(['application/json', 'application/json; charset=utf-16', 'text/plain', '']),
  }),
  async play({ body, type }) {
    const { session } = sessionOf([{ headers: type === '' ? [] : [['Content-Type', type]], body }]);
    const response = await session.get('http://a.test/');
    return JSON.stringify(response.json()) ?? null;
  },
};
