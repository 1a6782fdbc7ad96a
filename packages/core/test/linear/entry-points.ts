import { inspect } from 'node:util';
import { detect, findCodec } from '@req/charset';
import { filled } from '@req/test-support/cpu-time';
import { digestAuthorization } from '../../src/auth/digest-authorization.ts';
import { parseNetrc } from '../../src/auth/parse-netrc.ts';
import { encodePairs } from '../../src/body/encode-params.ts';
import { encodeMultipart } from '../../src/body/multipart.ts';
import { printable } from '../../src/errors/printable.ts';
import { redactText, redactUrl } from '../../src/errors/redact.ts';
import { hostGuard } from '../../src/guard/host-guard.ts';
import { checkHeader } from '../../src/headers/field-syntax.ts';
import { mergeHeaders } from '../../src/headers/header-map.ts';
import { parseChallenges } from '../../src/headers/parse-challenges.ts';
import { parseLinks } from '../../src/headers/parse-links.ts';
import { isSecretHeader } from '../../src/headers/secret-header.ts';
import {
  ConnectionError,
  CookieJar,
  FunctionTransport,
  HeaderMap,
  HTTPBasicAuth,
  HTTPBearerAuth,
  HTTPDigestAuth,
  PreparedRequest,
  Request,
  Response,
  Session,
} from '../../src/index.ts';
import { unquote } from '../../src/lang/percent-encoding.ts';
import { builtIn as inBrowser } from '../../src/platform/charset.web.ts';
import { parseSetCookie as parseOnNode } from '../../src/platform/set-cookie.node.ts';
import { parseSetCookie as parseOnWeb } from '../../src/platform/set-cookie.web.ts';
import { bypassesProxy } from '../../src/proxies/no-proxy.ts';
import { proxySettings } from '../../src/proxies/proxy-settings.ts';
import { selectProxy } from '../../src/proxies/select-proxy.ts';
import { prepareUrl } from '../../src/request/prepare-url.ts';
import { contentCodings } from '../../src/response/content-codings.ts';
import { ByteSplitter, TextSplitter } from '../../src/response/iterate-lines.ts';
import { parseJson } from '../../src/response/parse-json.ts';
import { decodeLocation } from '../../src/send/redirect-rules.ts';
import { requireCapabilities } from '../../src/send/required-capabilities.ts';
import { responseHeadError } from '../../src/send/validate-response-head.ts';
import { proxiedUrl, wireUrl } from '../../src/send/wire-url.ts';
import { Mounts } from '../../src/session/mounts.ts';
import { resolveBaseUrl } from '../../src/session/session-settings.ts';
import { parseRetryAfter } from '../../src/transport/retry-policy.ts';
import { canonicalHost, canonicalUrl } from '../../src/url/canonical-host.ts';
import { isIpv6 } from '../../src/url/ip-address.ts';
import { joinUrl } from '../../src/url/join-url.ts';
import { redirectUrl } from '../../src/url/redirect-url.ts';
import { requote } from '../../src/url/requote.ts';
import { mustStripAuth } from '../../src/url/same-origin.ts';

type Make = (size: number) => string;

/** A place where text of a server, a caller or the environment comes in. */
export interface EntryPoint {
  readonly name: string;
  /** Takes the text; may throw. */
  readonly read: (text: string) => unknown;
  readonly texts: readonly (readonly [name: string, make: Make])[];
}

/** The units repeated, after `before` and before `after`. */
function runs(before: string, units: readonly string[], after = ''): EntryPoint['texts'] {
  return units.map((unit) => [`${before}(${unit})*${after}`, filled(before, unit, after)]);
}

const URL_UNITS = [
  ...['a:b@/?k=1&', '@', ':', '/', '//', '../', './', '..', '?', '#', '&', '=', ';', ' ', '\t', '\u00e9', '[', ']'],
  ...['\\', '.', 'a.', '%', '%25', '%41', '%zz', '%e9', '%40', 'http://', 'http:a:b&', '?token=', '&token', '-', '*'],
  ...['=//a:b', 'a:b@', '1.', '\u00ad', '\u4e00\u00e9', '"', '<', '|'],
];

const HEADER_UNITS = [
  ...[' ', '\t', ',', ';', '=', '"', '\\', '"\\', ', ', '; ', ';=', 'a=', 'a=b,', 'a=b;', '<', '>', '<>,', '-', 'x '],
  ...['token', 'passw', '\u00e9', '%', '()', '/', '@', ':', '*', "'"],
];

const swallow =
  (read: (text: string) => unknown): ((text: string) => unknown) =>
  (text) => {
    try {
      return read(text);
    } catch {
      return null;
    }
  };

/** An error in all the ways in which it is looked at. */
function shown(error: unknown): void {
  const { stack, message } = error as Error;
  inspect(error, { depth: 10 });
  JSON.stringify(error);
  String(stack);
  String(message);
}

const session = new Session({ transport: new FunctionTransport(() => ({})), trustEnv: false });

const asked = async (url: string): Promise<void> => {
  try {
    const response = await session.get(url);
    JSON.stringify([response, response.request]);
  } catch (error) {
    shown(error);
  }
};

const responseTo = (url: string, headers: readonly (readonly [string, string])[] = [], reason = ''): Response =>
  new Response({
    statusCode: 404,
    reason,
    url,
    headers: HeaderMap.fromFlat(headers.flat()),
    request: new PreparedRequest({ method: 'GET', url, headers: new HeaderMap() }),
  });

const viewed = (response: Response): void => {
  JSON.stringify([response, response.request]);
  inspect(response.headers);
  try {
    response.raiseForStatus();
  } catch (error) {
    shown(error);
  }
};

/** Distinct names in lines, as many as there is room for. */
const distinct = (text: string): [string, string][] =>
  Array.from({ length: Math.floor(text.length / 32) }, (_, i) => [`x-name-${String(i).padStart(8, '0')}`, 'v']);
const equal = (text: string): [string, string][] =>
  Array.from({ length: Math.floor(text.length / 32) }, () => ['X-Name', 'v']);

const splitInto = (text: string, size: number): string[] => {
  const chunks: string[] = [];
  for (let at = 0; at < text.length; at += size) chunks.push(text.slice(at, at + size));
  return chunks;
};

function split(text: string, delimiter: string | null, size: number): void {
  const lines = new TextSplitter(delimiter);
  const bytes = new ByteSplitter(delimiter === null ? null : Buffer.from(delimiter, 'latin1'));
  for (const chunk of splitInto(text, size)) {
    lines.write(chunk);
    bytes.write(Buffer.from(chunk, 'latin1'));
  }
  lines.end();
  bytes.end();
}

function decoded(encoding: string, text: string): void {
  const bytes = Buffer.from(text, 'latin1');
  findCodec(encoding)?.decode(bytes);
  const decoder = findCodec(encoding)?.decoder();
  for (let at = 0; at < bytes.length; at += 7) decoder?.write(bytes.subarray(at, at + 7));
  decoder?.end();
}

const challengeOf = (text: string) =>
  parseChallenges([`Digest realm="r", nonce="n", ${text}`])[0] ?? {
    scheme: 'Digest',
    token68: null,
    params: { realm: 'r', nonce: 'n' },
  };

const PUBLIC_TARGET = { method: 'GET', uri: '/', body: null, count: 1, cnonce: 'c' };

export const ENTRY_POINTS: readonly EntryPoint[] = [
  {
    name: 'a URL given by the caller, prepared, sent and shown',
    read: asked,
    texts: [
      ...runs('http://h/', URL_UNITS),
      ...runs('http://', URL_UNITS, '/'),
      ...runs('http://h/?a=1&', ['token', 'api_key', 'a-', 'passw']),
      ...runs('http://h/?next=', ['http%3A%2F%2Fa%3Ab', '%2540', '//', 'a=b&', '&&']),
      ...runs('x://', URL_UNITS),
      ...runs('http:', ['/', '\\', 'a:', '@', ' ']),
      ...runs('', ['a', '@', ':', 'a:b@', ' ', '\t', '\u200b', '%', '/', '+', 'a.']),
    ],
  },
  {
    name: 'a URL in a message',
    read: redactUrl,
    texts: [
      ...runs('http://h/', URL_UNITS),
      ...runs('', URL_UNITS),
      ...runs('http:', ['a:b&', 'a:b ', '%2525'], '@h'),
      ...runs('http://h/?a=1&', ['token', 'a-', 'key[', 'passw']),
    ],
  },
  { name: 'text in a message', read: redactText, texts: [...runs('', URL_UNITS, '@='), ...runs('a http:', URL_UNITS)] },
  { name: 'text made printable', read: (text) => printable(text, text.length), texts: runs('', ['\u0000', '\u2028']) },
  {
    name: 'a redirect followed',
    read: swallow((location) => redirectUrl(location, 'http://h/a/b/c?d#e', 'f')),
    texts: [
      ...runs('', URL_UNITS),
      ...runs('/', ['../', './', '%', '\u00e9', '//', '.']),
      ...runs('http://', URL_UNITS),
      ...runs('?', ['#', '?', '&', '%zz']),
    ],
  },
  {
    name: 'a reference joined with a long base',
    read: (base) => [joinUrl(`http://h${base}`, '../x'), joinUrl(`http://h${base}`, '?x')],
    texts: runs('/', ['a/', '../', '//', '.', '?', '\t']),
  },
  { name: 'a Location of bytes', read: decodeLocation, texts: runs('', ['\u00e9', '\u00c3\u00a9', 'a\u00ff']) },
  {
    name: 'the requests before a redirect, by their URLs',
    read: (text) => [mustStripAuth(text, `${text}x`), canonicalUrl(text), swallow(wireUrl)(text), proxiedUrl(text)],
    texts: [...runs('http://', URL_UNITS), ...runs('http://h/', URL_UNITS), ...runs('http://h:', [':'], '?\n')],
  },
  {
    name: 'a Location in a response, shown',
    read: (location) => viewed(responseTo('http://h/', [['Location', location]])),
    texts: [
      ...runs('http://h/?a=1&', ['token', 'token,']),
      ...runs('http://', ['a:b@', 'a:b@/?k=1&', '?token=', '%40']),
      ...runs('', ['@', '//', 'a:b@', '&']),
    ],
  },
  {
    name: 'the URL of a response, shown',
    read: (url) => viewed(responseTo(url)),
    texts: [
      ...runs('x://', ['a:b@/?k=1&', '@', '//']),
      ...runs('http://h/?a=1&', ['token', 'a:b@/?k=1&', '&token=', '%']),
    ],
  },
  {
    name: 'header values, shown',
    read: (value) =>
      viewed(
        responseTo('http://h/', [
          ['Link', value],
          ['Refresh', value],
          ['Referer', value],
          ['X-Any', value],
        ]),
      ),
    texts: runs('', ['<http://a:b', '<', '; url=//a:b', 'http:a:b ', '?token=', '@', 'a=']),
  },
  {
    name: 'header names, shown',
    read: isSecretHeader,
    texts: runs('', ['token', 'passw', '-', 'x-', 'key-', 'api', 'a']),
  },
  {
    name: 'a Link header',
    read: parseLinks,
    texts: [...runs('<http://a/>;', HEADER_UNITS), ...runs('', HEADER_UNITS, '>')],
  },
  {
    name: 'a WWW-Authenticate header',
    read: (value) => parseChallenges([value]),
    texts: [...runs('Digest ', HEADER_UNITS), ...runs('', HEADER_UNITS), ...runs('Basic a', ['=', ' ', '= '], '!')],
  },
  {
    name: 'the parameters of a digest',
    read: (text) =>
      digestAuthorization(challengeOf(text), { username: text, password: text }, { ...PUBLIC_TARGET, uri: text }),
    texts: runs('qop="auth', [',', '\\"', ',auth', '", opaque="', 'a', '\u00e9', '-sess'], '"'),
  },
  {
    name: 'a Content-Type header',
    read: (value) => responseTo('http://h/', [['Content-Type', value]]).encoding,
    texts: [
      ...runs('text/html;', HEADER_UNITS),
      ...runs('', HEADER_UNITS),
      ...runs('a;charset=', ['"', "'", ';', ' ']),
    ],
  },
  {
    name: 'the name of an encoding in a browser',
    read: (name) => inBrowser.findCodec(name),
    texts: [...runs('', ['_', '-', ' ', 'utf', 'a_']), ...runs('utf-16', ['_', 'le', '-'])],
  },
  {
    name: 'a Content-Encoding header',
    read: swallow((value) => contentCodings(HeaderMap.fromFlat(['Content-Encoding', value]))),
    texts: runs('', [',', ' ', ', ', 'gzip,', '\u00a0']),
  },
  {
    name: 'a Retry-After header',
    read: swallow((value) => parseRetryAfter(value, 1000)),
    texts: [...runs('', [' ', '0', '9', '+1', 'GMT', '-1234', 'mon, ']), ...runs('Mon, 01 Jan ', ['0', ' ', '('])],
  },
  {
    name: 'the head of a response',
    read: (text) => [
      responseHeadError({
        status: 200,
        reason: text,
        httpVersion: '1.1',
        headers: HeaderMap.fromFlat(['Content-Length', text]),
        body: new Uint8Array(),
      }),
    ],
    texts: runs('', ['1', '1,', ' ', '\t']),
  },
  {
    name: 'a reason phrase',
    read: (reason) => viewed(responseTo('http://h/', [], reason)),
    texts: runs('', ['\u0000', ' ', '\u00e9', 'a:b@', 'http://a:b']),
  },
  {
    name: 'a Set-Cookie line',
    read: (line) => {
      new CookieJar().store('http://h.test/a/b', [line]);
      swallow(parseOnNode)(line);
      swallow(parseOnWeb)(line);
    },
    texts: [
      ...runs('', HEADER_UNITS),
      ...runs('a=b', HEADER_UNITS),
      ...runs('a=b; ', [
        'secure ',
        'secure=;',
        'secure=x;',
        'domain=.',
        'expires=1 ',
        'max-age=1',
        ';secure',
        '; path=/',
      ]),
      ...runs('a=b; domain=', ['.', 'a.', '\u00e9', '1.', ':']),
      ...runs('a=b; expires=', ['1', ' ', ':', '1:1:1 ', 'Jan ', '\t']),
      ...runs('a=b; path=/', ['/', '%', 'a/']),
    ],
  },
  {
    name: 'many Set-Cookie lines',
    read: (text) => {
      const jar = new CookieJar();
      jar.store(
        'http://h.test/',
        equal(text).map((_, i) => `name${i}=value; path=/${i}`),
      );
      jar.store(
        'http://h.test/',
        equal(text).map(() => 'name=value'),
      );
      jar.cookieHeader('http://h.test/a/b');
    },
    texts: [['lines', (size) => ' '.repeat(size)]],
  },
  {
    name: 'cookies given by the caller, listed, sent, stored',
    read: (text) => {
      const names = Object.fromEntries(distinct(text));
      const jar = CookieJar.from(names);
      jar.update(CookieJar.from(names));
      JSON.stringify(jar);
      inspect(jar);
      jar.cookieHeader('http://h.test/');
    },
    texts: [['names', (size) => ' '.repeat(size)]],
  },
  {
    name: 'the cookies of a host of many labels',
    read: (host) => {
      const jar = new CookieJar();
      jar.set('a', 'b', { domain: 'h.test' });
      return jar.cookieHeader(`x://${host}/`);
    },
    texts: [['a.a.a', filled('', 'a.', 'h.test')]],
  },
  {
    name: 'a cookies.txt file',
    read: swallow((text) => CookieJar.fromNetscape(text)),
    texts: [
      ...runs('', ['\n', '\r', '\t', '#', ' ', '#HttpOnly_', '\r\n', 'a\t']),
      [
        'lines',
        (size) => Array.from({ length: size / 64 }, (_, i) => `h.test\tFALSE\t/\tFALSE\t0\tname${i}\tv`).join('\n'),
      ],
      ['a date', filled('h.test\tFALSE\t/\tFALSE\t', '1', '.x\tn\tv')],
    ],
  },
  {
    name: 'a jar in JSON',
    read: swallow((text) => CookieJar.fromJSON(text)),
    texts: [
      ['many', (size) => JSON.stringify(Array.from({ length: size / 64 }, (_, i) => ({ name: `n${i}`, value: 'v' })))],
      [
        'of one host',
        (size) =>
          JSON.stringify(
            Array.from({ length: size / 64 }, (_, i) => ({ name: `n${i}`, value: 'v', domain: 'h.test' })),
          ),
      ],
      ['a domain', (size) => JSON.stringify([{ name: 'n', value: 'v', domain: '.'.repeat(size) }])],
      ['a path', (size) => JSON.stringify([{ name: 'n', value: 'v', path: '/'.repeat(size) }])],
    ],
  },
  {
    name: 'a netrc file',
    read: parseNetrc,
    texts: [
      ...runs('', [
        ' ',
        '\n',
        '\r',
        '#',
        '# ',
        '"',
        '\\',
        'macdef a\n\n',
        'machine h ',
        'default ',
        'machine h login a ',
      ]),
      ...runs('machine h login "', ['\\"', ' ', '\n']),
      ...runs('macdef x\n', ['a', 'a\n', ' ']),
      [
        'machines',
        (size) => Array.from({ length: size / 32 }, (_, i) => `machine h${i} login a password b`).join('\n'),
      ],
    ],
  },
  {
    name: 'a no_proxy list',
    read: (list) => [
      bypassesProxy('http://h.test/', list),
      bypassesProxy('http://[::1]/', list),
      bypassesProxy('http://1.2.3.4/', list),
    ],
    texts: runs('', [
      ',',
      '.',
      ' ',
      '*',
      '/',
      ':',
      '::1,',
      '[',
      '[::1],',
      '1.2.3.4/8,',
      'a.test,',
      '%',
      '\u00e9',
      '\u00e9,',
      '.,',
    ]),
  },
  {
    name: 'a proxy',
    read: (url) => [
      swallow(proxySettings)(url),
      swallow((proxy) => selectProxy('http://h/', { http: proxy, no_proxy: proxy }))(url),
    ],
    texts: [...runs('http://', URL_UNITS), ...runs('', URL_UNITS)],
  },
  {
    name: 'a base URL and a URL below it',
    read: (text) => [resolveBaseUrl(text, text), resolveBaseUrl(`${text}x`, `x${text}`)],
    texts: runs('', ['/', ' ', 'a', '\t', ':']),
  },
  {
    name: 'the mounts of a session',
    read: (url) => {
      const mounts = new Mounts();
      for (let i = 0; i < 10; i++) mounts.mount(`x${i}://`, session.transport);
      return swallow((text) => mounts.get(text))(url);
    },
    texts: [...runs('http:', [':', '/', '@']), ...runs('', ['a', ':', '+'])],
  },
  {
    name: 'a host',
    read: (host) => [
      canonicalHost(host),
      canonicalHost(`[${host}]`),
      isIpv6(host),
      swallow((text) => prepareUrl(`http://[${text}]/`, null))(host),
    ],
    texts: runs('', [
      '.',
      'a.',
      'a-',
      '-',
      '0',
      '0x1.',
      '1.',
      ':',
      '::',
      '1:',
      ':1',
      '%',
      '\u00e9',
      '\u00e9.',
      '\u3002',
      '\u00ad',
      '\u0300',
    ]),
  },
  {
    name: 'a list of hosts to reach',
    read: swallow((host) => hostGuard([host], false)),
    texts: runs('', ['*.', '.', 'a.', '/', ':', '%', '\u00e9']),
  },
  {
    name: 'escapes',
    read: (text) => [requote(text), unquote(text)],
    texts: runs('', ['%', '%41', '%zz', '%e9', '%\u00e9', ' ', '%4']),
  },
  {
    name: 'a header of the caller',
    read: (value) => [
      swallow((text) => checkHeader('X', text))(value),
      swallow((text) => checkHeader(text, 'x'))(value),
      swallow((text) => new HeaderMap({ [text]: 'x' }))(value),
    ],
    texts: runs('', ['a', ' ', '\t', '\u00e9', 'a\n']),
  },
  {
    name: 'many headers of the caller',
    read: (text) => {
      const names = Object.fromEntries(distinct(text));
      const merged = mergeHeaders(new HeaderMap({ Accept: '*/*' }), names);
      mergeHeaders(merged, new HeaderMap(names));
      mergeHeaders(merged, new HeaderMap(equal(text)));
      inspect(merged, { maxArrayLength: 10 });
    },
    texts: [['names', (size) => ' '.repeat(size)]],
  },
  {
    name: 'many headers of a response',
    read: (text) => {
      for (const lines of [distinct(text), equal(text)]) {
        const response = responseTo('http://h/', lines);
        JSON.stringify(response);
        response.headers.get('x-name');
      }
    },
    texts: [['lines', (size) => ' '.repeat(size)]],
  },
  {
    name: 'a method',
    read: swallow((method) =>
      requireCapabilities(
        { ...session.transport, capabilities: new Set(), name: 't' } as never,
        {
          method,
          url: 'http://h/',
          headers: new HeaderMap(),
          guard: null,
          proxy: null,
          body: null,
          tls: { verify: true, ca: null, cert: null },
        } as never,
        new PreparedRequest({ method: 'GET', url: 'http://h/', headers: new HeaderMap() }),
      ),
    ),
    texts: runs('A', ['-', '-a', 'a'], '\n'),
  },
  {
    name: 'invalid JSON',
    read: swallow(parseJson),
    texts: [
      ...runs('', ['[', '{"a":', ' ', '\n', '"a', '1', '-', '\\', '1,', '[1', '{', '\ufeff']),
      ...runs('["', ['a', '\\u0041', '\\"', '\\'], '\n'),
      ...runs('[', ['1,', '[],', 'null,', '\n1,'], 'x'),
    ],
  },
  {
    name: 'lines',
    read: (text) => {
      for (const size of [1, text.length]) split(text, null, size);
    },
    texts: runs('', ['\n', '\r', '\r\n', 'a', 'a\r']),
  },
  {
    name: 'items between delimiters',
    read: (text) => {
      for (const delimiter of ['ab', `${'a'.repeat(15)}b`, `${'a'.repeat(200)}b`])
        for (const size of [16, text.length]) split(text, delimiter, size);
    },
    texts: runs('', ['a', 'ab', 'b']),
  },
  {
    name: 'items between delimiters as long as half of the text',
    read: (text) => {
      const half = text.slice(0, text.length / 2);
      for (const size of [16, text.length]) split(text, `${half}b`, size);
    },
    texts: runs('', ['a', 'ab']),
  },
  {
    name: 'the detection of a charset',
    read: (text) => detect(Buffer.from(text, 'latin1')),
    texts: runs('', [
      '<meta ',
      '<',
      ' ',
      '\u00e4',
      '\u001b',
      '\u001b$B',
      '~{',
      '~{a',
      '~',
      '\u0000a',
      '\u0081',
      'a\u00e4',
      '+AGE',
    ]),
  },
  ...[
    'utf-8',
    'utf-7',
    'utf-16',
    'hz',
    'iso2022_jp',
    'iso2022_kr',
    'gb18030',
    'big5',
    'shift_jis',
    'cp1252',
    'ascii',
  ].map(
    (encoding): EntryPoint => ({
      name: `text in ${encoding}`,
      read: (text) => decoded(encoding, text),
      texts: runs('', [
        'a',
        '\u00ff',
        '\u0081',
        '\u0081\u0030',
        '+',
        '+A',
        '~',
        '~{',
        '\u001b',
        '\u001b$',
        '\u001b$)C',
        '\u00e3\u0081',
        '\u0000',
      ]),
    }),
  ),
  {
    name: 'the name of an encoding',
    read: (name) => {
      const response = responseTo('http://h/', [['Content-Type', `text/plain; charset=${name}`]]);
      return swallow(() => response.text)('');
    },
    texts: runs('', ['_', '-', 'a_', 'a', ' ', '\u00e9']),
  },
  {
    name: 'names and types of files',
    read: swallow((text) => [
      encodeMultipart({ [text]: [text, 'x', text, { [text]: text }] }, null),
      encodeMultipart([], { [text]: text }),
    ]),
    texts: runs('', ['"', '\r\n', 'a', '/', '\u00e9', ';', '\\']),
  },
  {
    name: 'many files and fields',
    read: (text) => encodeMultipart(distinct(text), distinct(text)),
    texts: [['fields', (size) => ' '.repeat(size)]],
  },
  {
    name: 'params',
    read: (text) => [
      encodePairs({ [text]: text }, 'params'),
      encodePairs(distinct(text), 'params'),
      encodePairs({ a: [...text] }, 'params'),
      prepareUrl('http://h/?a', text),
      prepareUrl('http://h/', { a: text }),
    ],
    texts: runs('', ['&', ' ', '%', '\u00e9', '=', '#']),
  },
  {
    name: 'credentials',
    read: async (text) => {
      for (const auth of [new HTTPBasicAuth(text, text), new HTTPBearerAuth(text), new HTTPDigestAuth(text, text)]) {
        try {
          await new Request('GET', 'http://h/', { auth }).prepare();
        } catch (error) {
          shown(error);
        }
      }
    },
    texts: runs('', ['a', '=', '\u00e9', '\u4e00', ':', '+/']),
  },
  {
    name: 'the cause of an error',
    read: (text) => {
      const inner = Object.assign(new TypeError(text), { input: `http://a:b@${text}`, code: 'ERR_INVALID_URL' });
      const cause = Object.assign(new Error(`Failed to parse URL from ${text}`, { cause: inner }), { hostname: text });
      shown(new ConnectionError(text, { cause: new AggregateError([cause, cause], text) }));
    },
    texts: runs('', ['a:b@', 'http://a:b@', '@', '?token=', '&', '\n    at ', 'http:', ' ']),
  },
];
