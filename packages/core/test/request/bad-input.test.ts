import { describe, expect, test } from '@jest/globals';
import {
  HeaderMap,
  InvalidHeader,
  InvalidJSONError,
  InvalidSchema,
  InvalidURL,
  MissingSchema,
  type PreparedRequest,
  RequestException,
  type RequestOptions,
  Session,
  SSLError,
  UnsupportedByTransport,
} from '../../src/index.ts';
import { FunctionTransport } from '../../src/transport/function-transport.ts';
import { failure, played } from '../played.ts';

type Kind = new (...args: never[]) => Error;

/** The error of a call with these options, once it is certain that nothing was sent. */
async function refused(options: unknown, url: unknown = 'http://a.test/'): Promise<Error> {
  const { session, sent } = played();
  const error = await failure(session.post(url as string, options as RequestOptions));
  expect(sent).toEqual([]);
  return error;
}

describe('a bad URL is refused before anything is sent', () => {
  test.each<[unknown, Kind]>([
    ['a.test', MissingSchema],
    ['/path', MissingSchema],
    ['', MissingSchema],
    [null, MissingSchema],
    [{}, InvalidURL],
    ['ftp://a.test/', InvalidSchema],
    ['a.test:80/', InvalidSchema],
    ['httpx://a.test/', InvalidSchema],
    ['file:///etc/passwd', InvalidSchema],
    ['javascript:alert(1)', InvalidSchema],
    ['http://', InvalidURL],
    ['http:///x', InvalidURL],
    ['http://a.test:99999/', InvalidURL],
    ['http://a.test:x/', InvalidURL],
    ['http://[::1', InvalidURL],
    ['http://a b.test/', InvalidURL],
    ['http://a.test\r\nX: y/', InvalidURL],
    ['http://u:p@/', InvalidURL],
    ['http://*.test/', InvalidURL],
  ])('%j', async (url, kind) => {
    const error = await refused({}, url);
    expect(error).toBeInstanceOf(kind);
    expect(error).toBeInstanceOf(RequestException);
  });
});

describe('a bad option is refused before anything is sent', () => {
  test.each<[string, unknown, Kind]>([
    ['params: a number', { params: 5 }, TypeError],
    ['data: a number', { data: 5 }, TypeError],
    ['json: NaN', { json: Number.NaN }, InvalidJSONError],
    ['json: a BigInt', { json: { a: 1n } }, InvalidJSONError],
    ['files: text', { files: 'x' }, TypeError],
    ['headers: text', { headers: 'a: b' }, TypeError],
    ['headers: a line break', { headers: { 'X-A': 'a\r\nX-B: b' } }, InvalidHeader],
    ['headers: a number', { headers: { 'X-A': 5 } }, InvalidHeader],
    ['auth: a number', { auth: 5 }, TypeError],
    ['auth: a user with a colon', { auth: ['a:b', 'c'] }, InvalidHeader],
    ['auth: a line break', { auth: ['a\r\n', 'c'] }, InvalidHeader],
    ['cookies: a line break', { cookies: { a: 'b\r\nX: y' } }, Error],
    ['timeout: zero', { timeout: 0 }, TypeError],
    ['timeout: text', { timeout: '5' }, TypeError],
    ['hooks: another event', { hooks: { sent: () => {} } }, TypeError],
    ['cert: a list of three', { cert: ['a', 'b', 'c'] }, TypeError],
    ['cert: a file that is not there', { cert: '/nope' }, SSLError],
    ['an option that does not exist', { timeOut: 5 }, TypeError],
    ["an option of Requests' spelling", { allow_redirects: false }, TypeError],
  ])('%s', async (_what, options, kind) => expect(await refused(options)).toBeInstanceOf(kind));

  test('verify: a missing file throws SSLError that names it, with https', async () => {
    const error = await refused({ verify: '/nope.pem' }, 'https://a.test/');
    expect(error).toBeInstanceOf(SSLError);
    expect(error.message).toContain('/nope.pem');
  });

  test('the message names the option that does not exist', async () => {
    expect((await refused({ timeOut: 5 })).message).toBe("A request has no option 'timeOut': did you mean 'timeout'?");
  });

  test('a property of Object.prototype is not an option', async () => {
    Object.defineProperty(Object.prototype, 'polluted', { value: 1, enumerable: true, configurable: true });
    try {
      const { session } = played();
      expect((await session.get('http://a.test/', {})).statusCode).toBe(200);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'polluted');
    }
  });
});

describe('an invalid request made by an auth function is refused before anything is sent', () => {
  test.each<[string, (request: PreparedRequest) => void, Kind]>([
    ['a method with a line break', (r) => Object.assign(r, { method: 'GET\r\nX: y' }), TypeError],
    ['CONNECT', (r) => Object.assign(r, { method: 'CONNECT' }), TypeError],
    ['a host with a line break', (r) => Object.assign(r, { url: 'http://a\r\nX: y/' }), InvalidURL],
    ['no host', (r) => Object.assign(r, { url: 'http:///x' }), InvalidURL],
    ['a name with a space', (r) => Object.assign(r, { headers: HeaderMap.fromFlat(['X Y', 'a']) }), InvalidHeader],
    ['a line break', (r) => Object.assign(r, { headers: HeaderMap.fromFlat(['X', 'a\nb']) }), InvalidHeader],
    ['a control character', (r) => r.headers.set('X', 'a\x0bb'), InvalidHeader],
    ['a character that folds into LF', (r) => r.headers.set('X', 'a\u010a'), InvalidHeader],
  ])('%s', async (_what, change, kind) => {
    const auth = (request: PreparedRequest): void => void change(request);
    const error = await refused({ auth });
    expect(error).toBeInstanceOf(kind);
  });
});

describe('a session needs a transport', () => {
  test.each<[string, unknown]>([
    ['no options', undefined],
    ['no transport', {}],
    ['null', { transport: null }],
    ['a fetch', { transport: globalThis.fetch }],
    ['an object without capabilities', { transport: { send: () => {} } }],
    ['an object that cannot send', { transport: { capabilities: new Set() } }],
  ])('%s is a TypeError that says how', (_what, options) => {
    expect(() => new Session(options as never)).toThrow(TypeError);
    expect(() => new Session(options as never)).toThrow(/transport: new UndiciTransport\(\)/);
  });

  test('mounting anything else throws TypeError too', () => {
    const { session } = played();
    expect(() => session.mount('http://', {} as never)).toThrow(TypeError);
    expect(() => {
      session.transport = null as never;
    }).toThrow(TypeError);
  });
});

describe('a request that needs a missing capability throws UnsupportedByTransport, and nothing is sent', () => {
  const data = new Blob(['x']).stream();
  test.each<[string, string, string, string, RequestOptions]>([
    ['any-method', 'the method is TRACE', 'TRACE', 'http://a.test/', {}],
    ['bad-ports', 'the Fetch standard blocks the port', 'GET', 'http://a.test:25/', {}],
    ['connect', 'https goes through a proxy', 'GET', 'https://a.test/', { proxies: { https: 'http://p.test:1' } }],
    ['empty-user-agent', 'User-Agent is empty', 'GET', 'http://a.test/', { headers: { 'User-Agent': '' } }],
    ['get-body', 'GET has a body', 'GET', 'http://a.test/', { data: 'x' }],
    ['header-bytes', 'the value of X is not ASCII', 'GET', 'http://a.test/', { headers: { X: 'é' } }],
    ['hop-headers', 'the header TE is set', 'GET', 'http://a.test/', { headers: { TE: 'trailers' } }],
    ['hop-headers', 'the header Connection is set', 'GET', 'http://a.test/', { headers: { Connection: 'close' } }],
    ['host-header', 'the header Host is set', 'GET', 'http://a.test/', { headers: { Host: 'b.test' } }],
    ['proxy', 'a proxy is set', 'GET', 'http://a.test/', { proxies: { http: 'http://p.test:1' } }],
    ['raw-target', 'a WHATWG URL parser would rewrite the URL', 'GET', 'http://a.test/%2e%2e/x', {}],
    // The WHATWG parser refuses these.
    ['raw-target', 'a WHATWG URL parser would rewrite the URL', 'GET', 'http://999.1.1.1/', {}],
    ['raw-target', 'a WHATWG URL parser would rewrite the URL', 'GET', 'http://[fe80::1%25lo]/', {}],
    ['socks', 'a SOCKS proxy is set', 'GET', 'http://a.test/', { proxies: { http: 'socks5://p.test:1' } }],
    ['streaming-upload', 'the body is sent in chunks', 'POST', 'http://a.test/', { data }],
    ['tls', 'verify is set', 'GET', 'https://a.test/', { verify: false }],
  ])('%s: %s', async (capability, reason, method, url, options) => {
    let sent = 0;
    const handler = (): object => ({ json: ++sent });
    const { capabilities } = new FunctionTransport(handler);
    const lacking = new FunctionTransport(handler, { capabilities: [...capabilities].filter((c) => c !== capability) });
    const session = new Session({ transport: lacking, trustEnv: false });
    const error = await failure<UnsupportedByTransport>(session.request(method, url, options));
    expect(error).toBeInstanceOf(UnsupportedByTransport);
    expect(error.message).toBe(
      `The function transport lacks the capability '${capability}': ${reason}. Nothing was sent.`,
    );
    expect([error.transport, error.capability, error.code]).toEqual([
      'function',
      capability,
      'UNSUPPORTED_BY_TRANSPORT',
    ]);
    expect(sent).toBe(0);
    expect((await session.get('http://a.test/')).json()).toBe(1);
  });
});
