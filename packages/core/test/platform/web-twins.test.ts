import zlib from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { expectLinear } from '@req/test-support/cpu-time';
import fc from 'fast-check';
import {
  crookedTarget,
  crookedUrl,
  urlWithin,
  urlWithParameter,
} from '../../../security-tests/test/logging/support/secret-urls.ts';
import { SECRET } from '../../../security-tests/test/logging/support/views.ts';
import { CookieJar } from '../../src/cookies/cookie-jar.ts';
import { CookieJar as WebCookieJar } from '../../src/cookies/cookie-jar.web.ts';
import { concealCause } from '../../src/errors/conceal-cause.web.ts';
import { InvalidURL, RequestException, UnsupportedByTransport } from '../../src/errors/errors.ts';
import * as redact from '../../src/errors/redact.ts';
import * as redactOfBrowser from '../../src/errors/redact.web.ts';
import { isSecretHeader } from '../../src/headers/secret-header.ts';
import { isSecretHeader as isSecretOfBrowser } from '../../src/headers/secret-header.web.ts';
import { builtIn as node } from '../../src/platform/charset.node.ts';
import { builtIn as web } from '../../src/platform/charset.web.ts';
import * as nodeInflate from '../../src/platform/inflate.node.ts';
import * as inflate from '../../src/platform/inflate.web.ts';
import { requestElsewhere } from '../../src/send/next-hop.web.ts';
import { wireUrl as wireUrlOfBrowser } from '../../src/send/wire-url.web.ts';
import { normalizeUrl } from '../../src/url/normalize-url.ts';
import { normalizeUrl as normalizeUrlOfBrowser } from '../../src/url/normalize-url.web.ts';
import { redirectUrl } from '../../src/url/redirect-url.ts';
import { redirectUrl as redirectUrlOfBrowser } from '../../src/url/redirect-url.web.ts';
import { originOf } from '../../src/url/same-origin.ts';

const ALL = Uint8Array.from({ length: 256 }, (_, i) => i);

describe('encodings in a browser without @req/charset', () => {
  const bytes = fc
    .oneof(
      fc.string({ unit: fc.constantFrom('a', 'Z', ' ', '\n', '~', '{', '}', '$', '\x1b', '+') }),
      fc.string({ unit: fc.constantFrom('a', 'ä', '\ufeff', 'я', '日', '😀') }),
    )
    .map((text) => new TextEncoder().encode(text));

  test('are detected as on Node if a body is ASCII or UTF-8, or has a byte order mark', () => {
    fc.assert(
      fc.property(bytes, (body) => {
        if (/^(?:ascii|utf-8|UTF-8-SIG)$/.test(node.detect(body))) expect(web.detect(body)).toBe(node.detect(body));
      }),
    );
    for (const mark of ['fffe', 'feff', 'fffe0000', '0000feff', 'efbbbf']) {
      const marked = Buffer.from(`${mark}41004200`, 'hex');
      expect(web.detect(marked)).toBe(node.detect(marked));
    }
    expect(web.detect(new Uint8Array(0))).toBe('utf-8');
    expect(web.detect(Uint8Array.of(0xf0, 0xd2))).toBe('utf-8');
  });

  test.each([
    ...[
      'utf-8',
      'UTF8',
      'utf_8',
      'utf-8-sig',
      'ascii',
      'US-ASCII',
      'latin-1',
      'latin1',
      'ISO-8859-1',
      'iso8859-1',
      'l1',
    ],
    ...['utf-16', 'UTF-16LE', 'utf_16_be', 'utf-16-le', 'utf-32', 'utf_32_le', 'UTF-32BE', 'utf16', 'utf32'],
    ...[
      'windows-1251',
      'cp1251',
      'koi8-r',
      'KOI8_R',
      'iso8859-5',
      'iso8859_5',
      'shift_jis',
      'euc-jp',
      'euc_jp',
      'big5',
      'gbk',
    ],
  ])('%s is read as on Node', (name) => {
    const body = Uint8Array.from([0x41, 0x42, 0xc3, 0xa4, 0xd0, 0xd2, 0x61, 0x62]);
    expect(web.findCodec(name)?.decode(body)).toBe(node.findCodec(name)?.decode(body));
    const decoder = web.findCodec(name)?.decoder();
    const pieces = [...body].map((byte) => decoder?.write(Uint8Array.of(byte)));
    expect(pieces.join('') + decoder?.end()).toBe(node.findCodec(name)?.decode(body));
  });

  test('UTF-16 and UTF-32 are read as on Node, wherever they are cut and whatever is invalid', () => {
    const units = [0, 0x41, 0xd8, 0xdc, 0xfe, 0xff, 0x0a, 0x10];
    const some = fc.uint8Array({ maxLength: 14 }).map((all) => all.map((byte) => units[byte % units.length] as number));
    const utf = fc.constantFrom('utf-16', 'utf-16-le', 'utf-16-be', 'utf-32', 'utf-32-le', 'utf-32-be');
    fc.assert(
      fc.property(utf, some, fc.nat(14), (name, body, cut) => {
        const [ours, nodes] = [web.findCodec(name), node.findCodec(name)];
        expect(ours?.decode(body)).toBe(nodes?.decode(body));
        expect(ours?.decodeStrict(body)).toBe(nodes?.decodeStrict(body));
        const decoder = ours?.decoder();
        const text = `${decoder?.write(body.subarray(0, cut))}${decoder?.write(body.subarray(cut))}${decoder?.end()}`;
        expect(text).toBe(nodes?.decode(body));
      }),
      // Ends like a byte order mark, but is not one.
      { examples: [['utf-32', Uint8Array.of(0, 0x0a, 0xfe, 0xff), 0]] },
    );
  });

  test.each(['cp437', 'utf-7', 'nope', '', '__proto__', 'hz', 'x-user-defined'])('%j is unknown', (name) => {
    expect(web.findCodec(name)).toBeNull();
  });

  test('strict decoding returns null for invalid bytes', () => {
    for (const name of ['utf-8', 'ascii', 'windows-1253', 'shift_jis', 'utf-32-le']) {
      expect([name, web.findCodec(name)?.decodeStrict(Uint8Array.of(0x41, 0xff))]).toEqual([name, null]);
    }
  });
});

describe('what a browser shows of URLs', () => {
  const urls = fc.oneof(
    ...[crookedUrl, crookedTarget, urlWithParameter('x://h:1')],
    ...[urlWithin('http://h'), urlWithin('https://u:p@h.test:8/a')],
  );

  test('no form of a URL shows its secret', () => {
    fc.assert(
      fc.property(urls, (url) => expect(redactOfBrowser.redactUrl(url)).not.toContain(SECRET)),
      { numRuns: 1000 },
    );
  });

  test('no text shows a secret that it does not show on Node', () => {
    fc.assert(
      fc.property(urls, (url) => {
        const text = `Failed to parse ${url} in a test`;
        if (!redact.redactText(text).includes(SECRET)) expect(redactOfBrowser.redactText(text)).not.toContain(SECRET);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['http://h/users/me@example.org?q=a@b.c#d@e', 'http://h/users/me@example.org?q=a@b.c#d@e'],
    ['https://u:p@h.test:8443/a/me@example.org?token=x&b=1', 'https://***@h.test:8443/a/me@example.org?token=***&b=1'],
    ['/users/me@example.org?q=a@b.c', '/users/me@example.org?q=a@b.c'],
    ['http://h/?u=http%3A%2F%2Fx%3Fa%3D1%26token%3Dpw&b=1', 'http://h/?u=http%3A%2F%2Fx%3Fa%3D1%26token%3D***&b=1'],
    ['http://[::1]/?keyboard=1&author=me&monkey=2', 'http://[::1]/?keyboard=1&author=me&monkey=2'],
    ['http://u:p/w@h/x', 'http://***@h/x'],
  ])('%s is shown as %s', (url, shown) => expect(redactOfBrowser.redactUrl(url)).toBe(shown));

  test.each([
    ['GET http://u:p@h/?token=x&b=1 failed: ask me@a.test', 'GET http://***@h/?token=***&b=1 failed: ask me@a.test'],
    ['at f (https://h.test/@req/core.js?v=1:2:3)', 'at f (https://h.test/@req/core.js?v=1:2:3)'],
    ['text/html; key=value', 'text/html; key=value'],
  ])('%s is shown as %s', (text, shown) => expect(redactOfBrowser.redactText(text)).toBe(shown));

  test.each(['http://', '%26', 'a@', '//@', '=x://:: ', '?a=', '%25', '-', 'x:'])('%j takes linear time', (piece) =>
    expectLinear(
      (size) => piece.repeat(size / piece.length),
      (text) => redactOfBrowser.redactUrl(text) + redactOfBrowser.redactText(text),
      64_000,
    ),
  );
});

test('a page of another origin is not requested in a browser', () => {
  const elsewhere = (): unknown =>
    requestElsewhere({ request: null, response: null } as unknown as Parameters<typeof requestElsewhere>[0]);
  expect(elsewhere).toThrow(UnsupportedByTransport);
  expect(elsewhere).toThrow('in a browser, pages are followed within their origin');
});

describe('the cause of an exception in a browser', () => {
  const url = 'https://user:sesame@example.org/?token=open';

  test('shows no secret of a URL, in message or stack', () => {
    const error = new TypeError(`Failed to parse URL from ${url}`);
    expect(concealCause(error)).toBe(error);
    expect(`${error.message}${error.stack}`).not.toMatch(/sesame|open/);
    expect(error.message).toBe('Failed to parse URL from https://***@example.org/?token=***');
  });

  test('may be text, or anything else, or a frozen error', () => {
    expect(concealCause(url)).toBe('https://***@example.org/?token=***');
    const frozen = Object.freeze(new Error('no'));
    for (const cause of [null, 5, { url }, frozen]) expect(concealCause(cause)).toBe(cause);
  });
});

test('a browser hides every header that is hidden on Node', () => {
  const word = fc.constantFrom(
    ...[
      'x',
      'api',
      'key',
      'id',
      'md5',
      'auth',
      'token',
      'Authorization',
      'Set',
      'Cookie',
      'session',
      'Secret',
      'otp',
      'jwt',
    ],
    ...[
      'ClientSecret',
      'signature',
      'pwd',
      'sid',
      'passphrase',
      'credential',
      'private',
      'accept',
      'proxy',
      'authenticate',
    ],
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), fc.constantFrom('-', '_', '.'), (words, separator) => {
      const name = words.join(separator);
      if (isSecretHeader(name)) expect([name, isSecretOfBrowser(name)]).toEqual([name, true]);
    }),
  );
  for (const name of ['Content-Type', 'WWW-Authenticate', 'Accept', 'ETag', 'Link'])
    expect([name, isSecretOfBrowser(name)]).toEqual([name, false]);
});

describe('URLs in a browser', () => {
  const prepared = (normalize: typeof normalizeUrl, url: string): string | null => {
    try {
      return normalize(url, () => '');
    } catch (error) {
      if (!(error instanceof RequestException)) throw error;
      return null;
    }
  };

  test.each([
    ['http://a.test/'],
    ['https://user:p%40ss@a.test:8443/a/b%20c;d?e=f&g=%26#h'],
    ['HTTP://A.test'],
    [' http://a.test/ä b?ö'],
    ['http://münchen.test/a/../b/./c'],
    ['http://[::1]:8080/'],
    ['mailto:a@b.test'],
  ])('%s is written as on Node', (url) => {
    expect(prepared(normalizeUrlOfBrowser, url)).toBe(prepared(normalizeUrl, url));
  });

  test.each([
    ['a.test/'],
    ['http:/a.test/'],
    ['http:///a.test/'],
    ['http://*.test/'],
    ['http://.a.test/'],
    ['http://a b/'],
  ])('%s is refused as on Node', (url) => {
    expect([prepared(normalizeUrlOfBrowser, url), prepared(normalizeUrl, url)]).toEqual([null, null]);
  });

  test('params join the query', () => {
    expect(normalizeUrlOfBrowser('http://a.test/?a=1#b', () => 'c=%26')).toBe('http://a.test/?a=1&c=%26#b');
    expect(normalizeUrlOfBrowser('http://a.test', () => 'c=d')).toBe('http://a.test/?c=d');
  });

  test('are sent without fragment, userinfo and an empty query', () => {
    expect(wireUrlOfBrowser('http://user:pass@a.test/b?#c')).toBe('http://a.test/b');
    expect(() => wireUrlOfBrowser('http://a b/')).toThrow(InvalidURL);
  });

  test.each([['/b'], ['b?c'], ['../b#d'], ['//b.test/c'], ['https://b.test'], ['?q=1']])(
    'the target %s of a page or redirect is resolved as on Node',
    (target) => {
      const [ours, nodes] = [redirectUrlOfBrowser, redirectUrl].map((resolve) =>
        resolve(target, 'http://a.test/x/y?z', 'f'),
      );
      expect([ours?.url.replace(/(test)(?=#|$)/, '$1/'), ours?.fragment]).toEqual([
        nodes?.url.replace(/(test)(?=#|$)/, '$1/'),
        nodes?.fragment,
      ]);
    },
  );

  test.each([['http://b.test\\@c.test/'], ['//b.test\\c'], ['http://a b/']])('the target %s is refused', (target) => {
    expect(() => redirectUrlOfBrowser(target, 'http://a.test/', '')).toThrow(InvalidURL);
  });

  test('never go to another host than on Node', () => {
    const piece = fc.constantFrom(
      ...[
        'http:',
        'https:',
        '/',
        '//',
        '\\',
        '@',
        ':',
        '80',
        'a.test',
        'b.test',
        '127.1',
        '[::1]',
        '?',
        '#',
        '%2f',
        '%40',
      ],
      ...['.', '..', ' ', '\t', '\n', '%', '%2e', 'ä', '&', '=', 'user'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const url = `http://${pieces.join('')}`;
        const [ours, nodes] = [prepared(normalizeUrlOfBrowser, url), prepared(normalizeUrl, url)];
        if (ours !== null && nodes !== null) expect([url, originOf(ours)]).toEqual([url, originOf(nodes)]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the cookie jar of a browser', () => {
  const names = (jar: object): string[] =>
    Reflect.ownKeys(jar)
      .map(String)
      .filter((name) => !name.includes('util.inspect'))
      .sort();

  test('has the members of the jar on Node', () => {
    const jar = new WebCookieJar();
    const prototype = new Set([...names(WebCookieJar.prototype), ...names(jar)]);
    expect(names(CookieJar.prototype).filter((name) => !prototype.has(name))).toEqual([]);
    expect(names(WebCookieJar)).toEqual(names(CookieJar));
  });

  test('is empty, whatever is read from it', () => {
    const jar = new WebCookieJar({}, { loopbackIsSecure: true });
    jar.store('http://a.test/', ['a=b']);
    expect([jar.size, jar.isEmpty, jar.get('a'), jar.has('a'), jar.delete('a')]).toEqual([
      0,
      true,
      undefined,
      false,
      false,
    ]);
    expect([...jar, ...jar.keys(), ...jar.values(), ...jar.toJSON()]).toEqual([]);
    expect([jar.toRecord(), jar.cookieHeader('http://a.test/'), jar.toNetscape()]).toEqual([{}, '', '']);
    jar.clear();
    jar.dropGiven('a.test');
    expect([jar.copy().size, jar.copyForRequest().size, jar.set('a', null).size]).toEqual([0, 0, 0]);
    expect([WebCookieJar.from(jar), WebCookieJar.fromJSON('[]')].map(({ size }) => size)).toEqual([0, 0]);
    expect(WebCookieJar.fromNetscape('# Netscape HTTP Cookie File\n\n').size).toBe(0);
  });

  test.each<[string, () => unknown]>([
    ['set', () => new WebCookieJar().set('a', 'b')],
    ['update', () => new WebCookieJar().update({ a: 'b' })],
    ['the constructor', () => new WebCookieJar([['a', 'b']])],
    ['from', () => WebCookieJar.from(new CookieJar({ a: 'b' }))],
    ['fromJSON', () => WebCookieJar.fromJSON('[{"name":"a","value":"b"}]')],
    ['fromNetscape', () => WebCookieJar.fromNetscape('a.test\tFALSE\t/\tFALSE\t0\ta\tb')],
    [
      'fromNetscape of an HttpOnly cookie',
      () => WebCookieJar.fromNetscape('#HttpOnly_a.test\tFALSE\t/\tFALSE\t0\ta\tb'),
    ],
  ])('%s refuses a cookie, which would not be sent', (_name, put) => {
    expect(put).toThrow(UnsupportedByTransport);
    expect(put).toThrow("lacks the capability 'cookies': the browser keeps its cookies itself");
  });
});

describe('content decoding in a browser', () => {
  async function run(coding: inflate.Coding, pieces: readonly Uint8Array[]): Promise<string> {
    const inflater = inflate.createInflater(coding);
    const out: Uint8Array[] = [];
    try {
      for (const piece of pieces) for await (const chunk of inflater.write(piece)) out.push(chunk);
      for await (const chunk of inflater.end()) out.push(chunk);
    } finally {
      inflater.close();
    }
    return Buffer.concat(out).toString();
  }
  const TEXT = 'The quick brown fox jumps over the lazy dog. '.repeat(5000);
  const cut = (bytes: Uint8Array, size: number): Uint8Array[] =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

  test('exports what the Node module does', () => {
    expect(Object.keys(inflate).sort()).toEqual(Object.keys(nodeInflate).sort());
    expect(inflate.availableCodings()).toEqual(expect.arrayContaining(['gzip', 'deflate']));
    expect(inflate.inflateSync('gzip', ALL, 1)).toBeNull();
  });

  test.each<[inflate.Coding, (text: string) => Uint8Array]>([
    ['gzip', (text) => zlib.gzipSync(text)],
    ['deflate', (text) => zlib.deflateSync(text)],
    ['deflate-raw', (text) => zlib.deflateRawSync(text)],
  ])('decodes %s, and rejects invalid and truncated data', async (coding, encode) => {
    const coded = encode(TEXT);
    for (const size of [50, 10_000]) expect(await run(coding, cut(coded, size))).toBe(TEXT);
    await expect(run(coding, [coded.subarray(0, -3)])).rejects.toThrow();
    await expect(run(coding, [Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0xff])])).rejects.toThrow();
  });

  test('can be closed before the end', async () => {
    const inflater = inflate.createInflater('gzip');
    for await (const chunk of inflater.write(zlib.gzipSync(TEXT))) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    inflater.close();
    inflater.close();
  });
});
