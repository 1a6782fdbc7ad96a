import { FunctionTransport, HTTPDigestAuth, retry, Session } from '@req/core';
import { mutate } from '../mutate.mjs';
import { fieldValue, sessionWith } from './session.mjs';

const LINKS = [
  '<http://a.test/?page=2>; rel="next", <http://a.test/?page=9>; rel=last; title="a, b; c"',
  "<http:/.../front.jpeg>; rel=front; type='image/jpeg',<http://.../back.jpeg>",
  '<>; rel="prev start"; rel=__proto__',
];

/** Link: each link has a URL and a null prototype. */
export const link = {
  name: 'link',
  generate: (random) => fieldValue(mutate(random, random.pick(LINKS), ['<', '>', ';', ',', '"', 'rel=', '=', ' '])),
  async run(value) {
    const { session } = sessionWith([{ headers: [['Link', value]] }]);
    return (await session.get('http://a.test/')).links;
  },
  check: (_, links) =>
    Object.values(links).every((each) => typeof each.url === 'string' && Object.getPrototypeOf(each) === null)
      ? null
      : 'a link without a URL or with a prototype',
};

const CHALLENGES = [
  'Digest realm="me@kennethreitz.com", nonce="7204c2a08e77c2b4", qop="auth,auth-int", opaque="5ccc069c", algorithm=MD5',
  'Basic realm="a, b", Digest realm=x, nonce=y, algorithm=SHA-256-sess, stale=TRUE, charset=UTF-8, userhash=true',
  'Digest nonce="a\\"b\\\\", realm="\u00e9", qop=auth-int, domain="/a /b"',
  'Negotiate YWJj==, NTLM, Digest realm="r",nonce="n"',
];

/** WWW-Authenticate: answered with a valid Authorization field, or not at all. */
export const challenge = {
  name: 'challenge',
  deterministicMessages: false,
  generate: (random) => ({
    values: random.list(3, () => fieldValue(mutate(random, random.pick(CHALLENGES), ['"', ',', '=', 'realm', 'qop=']))),
    user: random.pick(['user', 'M\u00fcller', 'a"b\\c', '\u65e5\u672c', '']),
    path: random.pick(['/', '/a"b', '/%22?x=1', '/\u00e4']),
  }),
  async run({ values, user, path }) {
    const headers = values.map((value) => ['WWW-Authenticate', value]);
    const { session, requests } = sessionWith([{ status: 401, headers }, { status: 401, headers }, {}]);
    await session.post(`http://a.test${path}`, { data: 'x', auth: new HTTPDigestAuth(user, 'p\u00e4ss') });
    return requests.map((request) =>
      request.headers.get('authorization')?.replace(/(cnonce|response|nc)="?\w+"?/g, ''),
    );
  },
  check: (_, sent) => {
    if (sent.length > 3) return `${sent.length} requests`;
    return sent.some((value) => value !== undefined && /[^\t\x20-\x7e\x80-\xff]/.test(value)) ? `sent ${sent}` : null;
  },
};

const WAITS = [
  '120',
  'Wed, 21 Oct 2015 07:28:00 GMT',
  'Sunday, 06-Nov-94 08:49:37 GMT',
  'Sun Nov  6 08:49:37 1994',
  '0',
];

/** Retry-After: a wait within the policy's limit, or InvalidHeader. */
export const retryAfter = {
  name: 'retry-after',
  generate: (random) => fieldValue(mutate(random, random.pick(WAITS), ['GMT', ':', '+0000', '-', '9'])),
  async run(value) {
    let sent = 0;
    const inner = new FunctionTransport(() => (sent++ > 0 ? {} : { status: 503, headers: [['Retry-After', value]] }));
    const transport = retry(inner, { total: 1, retryAfterMax: 0 });
    return (await new Session({ transport, trustEnv: false }).get('http://a.test/')).statusCode;
  },
};

const TYPES = [
  'text/html; charset=utf-8',
  'application/json;charset="UTF-16LE"',
  "text/plain; a=b; CHARSET = 'shift_jis' ; charset=",
  'text/html; charset=utf-7',
  'multipart/mixed; boundary="a; charset=b"',
  'text/x; charset=iso-2022-jp-ext',
  'text/x; charset=hz',
];
const TEXTS = [
  '{"a": "\u00e9"}',
  '\ufeff\u65e5\u672c\u8a9e',
  'plain',
  '+AGEAZQ-',
  '~{<:Ky2;S{#,~}',
  '\u001b$B8+K\\\u001b(B',
  '',
];

/** Content-Type with any body: text and lines can always be read. */
export const contentType = {
  name: 'content-type',
  generate: (random) => ({
    type: fieldValue(
      mutate(random, random.pick(TYPES), ['charset=', 'utf-32', 'big5', 'cp932', 'idna', 'punycode', ';']),
    ),
    body: Buffer.from(mutate(random, random.pick(TEXTS)), random.pick(['utf8', 'utf16le', 'latin1'])),
    chunkSize: random.pick([null, 1, 2, 3, 7]),
  }),
  async run({ type, body, chunkSize }) {
    const { session } = sessionWith([{ headers: [['Content-Type', type]], body }]);
    const response = await session.get('http://a.test/');
    const pieces = [];
    for await (const piece of response.iterContent({ chunkSize, decodeUnicode: true })) pieces.push(piece);
    const lines = [];
    for await (const one of response.iterLines({ chunkSize, decodeUnicode: true })) lines.push(one);
    return [
      response.encoding,
      response.text,
      response.apparentEncoding,
      pieces.map(String).join(''),
      lines.map(String),
    ];
  },
  check: (_, [, text]) => (typeof text === 'string' ? null : 'no text'),
};
