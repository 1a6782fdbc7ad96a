import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { Request } from '@req/core';
import { mutate, mutateBytes, randomText } from '../mutate.mjs';
import { fieldValue, sessionWith } from './session.mjs';

/** Multipart: as many parts as were given, each with its name on one line; or an error. */
export const multipart = {
  name: 'multipart',
  allowsTypeErrors: true,
  deterministicMessages: false,
  generate: (random) => ({
    files: random.list(4, () => [
      mutate(random, 'file'),
      random.pick([
        () => randomText(random),
        () => random.bytes(random.below(40)),
        () => [mutate(random, 'report.csv'), randomText(random)],
        () => [
          'a',
          randomText(random),
          mutate(random, 'text/plain'),
          { [mutate(random, 'X-Own')]: randomText(random, 3) },
        ],
        () => [null, 1],
        () => ['too', 'many', 'of', {}, 'them'],
      ])(),
    ]),
    data: random.list(3, () => [mutate(random, 'field'), randomText(random, 4)]),
  }),
  async run({ files, data }) {
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

/** Content-Encoding, with bodies that may or may not be encoded like that. */
export const contentCodings = {
  name: 'codings',
  generate: (random) => {
    const body = random.pick(Object.values(CODED));
    const twice = random.chance(0.2) ? gzipSync(body) : body;
    return {
      coding: fieldValue(
        random.chance(0.7) ? random.pick(NAMES) : mutate(random, random.pick(NAMES), [',', 'gzip', 'br']),
      ),
      body: random.chance(0.2) ? twice : mutateBytes(random, twice),
      cuts: random.list(3, () => random.below(twice.length + 1)).sort((a, b) => a - b),
    };
  },
  async run({ coding, body, cuts }) {
    async function* pieces() {
      let from = 0;
      for (const cut of [...cuts, body.length]) {
        yield body.subarray(from, cut);
        from = Math.max(from, cut);
      }
    }
    const { session } = sessionWith([{ headers: [['Content-Encoding', coding]], body: pieces() }]);
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

/** JSON in any encoding: a value or a JSONDecodeError. */
export const json = {
  name: 'json',
  generate: (random) => ({
    body: Buffer.from(
      mutate(random, random.pick(JSONS), ['{', '[', '"', '\\u', ':', ',']),
      random.pick(['utf8', 'utf16le', 'latin1']),
    ),
    type: random.pick(['application/json', 'application/json; charset=utf-16', 'text/plain', '']),
  }),
  async run({ body, type }) {
    const { session } = sessionWith([{ headers: type === '' ? [] : [['Content-Type', type]], body }]);
    const response = await session.get('http://a.test/');
    return JSON.stringify(response.json()) ?? null;
  },
};
