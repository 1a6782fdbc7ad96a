import { describe, expect, test } from '@jest/globals';
import {
  CookieJar,
  codecs,
  createRequests,
  FunctionTransport,
  HTTPDigestAuth,
  InvalidProxyURL,
  log,
  observe,
  Request,
  Response,
  retry,
  Session,
} from '../../src/index.ts';
import { SEND_NAMES } from '../../src/session/options.ts';
import { failure, played } from '../played.ts';

const transport = new FunctionTransport(() => ({}));
type Call = (options: object) => unknown;

/** Everything that takes options, and its name in messages. */
const PLACES: readonly (readonly [what: string, known: string, call: Call])[] = [
  ['new Session', 'trustEnv', (options) => new Session({ transport, ...options })],
  ['createRequests', 'trustEnv', (options) => createRequests({ transport, ...options })],
  ['createRequests().session', 'trustEnv', (options) => createRequests({ transport }).session(options)],
  ...(['get', 'options', 'head', 'post', 'put', 'patch', 'delete'] as const).flatMap((verb) => [
    [`session.${verb}`, 'params', (options: object) => played().session[verb]('http://a.test/', options)] as const,
    [
      `requests.${verb}`,
      'params',
      (options: object) => createRequests({ transport })[verb]('http://a.test/', options),
    ] as const,
  ]),
  ['session.request', 'params', (options) => played().session.request('GET', 'http://a.test/', options)],
  [
    'session.send',
    'stream',
    async (options) => played().session.send(await new Request('GET', 'http://a.test/').prepare(), options),
  ],
  ['new Request', 'params', (options) => new Request('GET', 'http://a.test/', options)],
  ['new Response', 'statusCode', (options) => new Response(options)],
  ['iterContent', 'chunkSize', (options) => new Response().iterContent(options)],
  ['iterLines', 'delimiter', (options) => new Response().iterLines(options)],
  ['save', 'onProgress', (options) => new Response().save('/nowhere/at/all', options)],
  ['retry', 'backoffFactor', (options) => retry(transport, options)],
  ['retry, budget', 'burst', (options) => retry(transport, { budget: options })],
  ['observe', 'response', (options) => observe(transport, options)],
  ['log', 'headers', (options) => log(transport, console, options)],
  ['new FunctionTransport', 'capabilities', (options) => new FunctionTransport(() => ({}), options as never)],
  ['the result of a FunctionTransport', 'status', (options) => played([options]).session.get('http://a.test/')],
  ['asFetch', 'timeout', (options) => played().session.asFetch(options)],
  ['new HTTPDigestAuth', 'algorithms', (options) => new HTTPDigestAuth('a', 'b', options)],
  ['new CookieJar', 'loopbackIsSecure', (options) => new CookieJar(null, options)],
  ['jar.set', 'domain', (options) => new CookieJar().set('a', 'b', options)],
  ['jar.set of null', 'domain', (options) => new CookieJar().set('a', null, options)],
  ['jar.get', 'domain', (options) => new CookieJar().get('a', options)],
  ['jar.clear', 'domain', (options) => new CookieJar().clear(options)],
  ['timeout', 'read', (options) => played().session.get('http://a.test/', { timeout: options })],
  ['timeout of a session', 'read', (options) => new Session({ transport, timeout: options })],
  ['cert', 'cert', (options) => played().session.get('https://a.test/', { cert: options as never })],
  ['hooks', 'response', (options) => played().session.get('http://a.test/', { hooks: options })],
  ['hooks of a session', 'response', (options) => new Session({ transport, hooks: options })],
  ['proxies', 'https', (options) => played().session.get('http://a.test/', { proxies: options as never })],
  ['proxies of a session', 'https', (options) => new Session({ transport, proxies: options as never })],
  ['limits of a Response', 'maxRatio', (options) => new Response({ limits: options as never })],
  ['codecs.register', 'decode', (options) => codecs.register('x-unknown-option', { decode: () => '', ...options })],
];

/** The name with two letters swapped. */
const misspelt = (name: string): string => name.slice(0, 2) + name[3] + name[2] + name.slice(4);

async function refusal(call: () => unknown): Promise<Error> {
  return failure((async () => call())());
}

describe.each(PLACES)('%s', (_what, known, call) => {
  test('refuses an unknown option and suggests a known one', async () => {
    const name = misspelt(known);
    const error = await refusal(() => call({ [name]: undefined }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(name);
    expect(error.message).toContain(`did you mean '${known}'?`);
  });

  test('ignores properties of Object.prototype', async () => {
    const outcome = async (): Promise<unknown> => {
      try {
        await call({});
        return null;
      } catch (error) {
        return (error as Error).message.replace(/[0-9a-f]{12}/, '');
      }
    };
    const before = await outcome();
    Object.defineProperty(Object.prototype, 'notAnOption', { value: 1, enumerable: true, configurable: true });
    try {
      expect(await outcome()).toBe(before);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'notAnOption');
    }
  });
});

describe('the suggested name', () => {
  const session = (options: object) => refusal(() => new Session({ transport, ...options }));
  const request = (options: object) => refusal(() => played().session.get('http://a.test/', options));

  test.each([
    ['denyPrivateNetwork', 'denyPrivateNetworks'],
    ['denyPrivate', 'denyPrivateNetworks'],
    ['allowHost', 'allowHosts'],
    ['allow_hosts', 'allowHosts'],
    ['baseURL', 'baseUrl'],
    ['base_url', 'baseUrl'],
    ['prefixUrl', 'baseUrl'],
    ['max_redirects', 'maxRedirects'],
    ['trust-env', 'trustEnv'],
    ['tiemout', 'timeout'],
    ['proxy', 'proxies'],
    ['rejectUnauthorized', 'verify'],
    ['header', 'headers'],
  ])('of a session: %s is %s', async (name, meant) =>
    expect((await session({ [name]: 1 })).message).toBe(`A session has no option '${name}': did you mean '${meant}'?`),
  );

  test.each([
    ['allow_redirects', 'allowRedirects'],
    ['followRedirects', 'allowRedirects'],
    ['body', 'data'],
    ['query', 'params'],
    ['searchParams', 'params'],
    ['Headers', 'headers'],
    ['verfiy', 'verify'],
  ])('of a request: %s is %s', async (name, meant) =>
    expect((await request({ [name]: 1 })).message).toBe(`A request has no option '${name}': did you mean '${meant}'?`),
  );

  test('belongs somewhere else, and the message says where', async () => {
    expect((await request({ maxRedirects: 1 })).message).toContain('it is an option of the session');
    expect((await request({ agent: {} })).message).toContain('the transport');
    expect((await session({ signal: 1 })).message).toContain('it is an option of each request');
    expect((await refusal(() => new Request('GET', 'http://a.test/', { timeout: 1 } as never))).message).toContain(
      'send()',
    );
  });

  test('is missing when no name is similar, and long or secret names are not repeated', async () => {
    expect((await request({ qwertz: 1, timeout: 5 })).message).toBe("A request has no option 'qwertz'");
    expect((await request({ qwertz: 1 })).message).toBe(
      `A request has no option 'qwertz': a body goes into data or json, a query into params: { json: { key: "value" } }`,
    );
    expect((await refusal(() => new Response().iterContent({ qwertz: 1 } as never))).message).toBe(
      "iterContent() has no option 'qwertz'. It has chunkSize, decodeUnicode",
    );
    const { message } = await request({ ['x'.repeat(100_000)]: 1 });
    expect(message.length).toBeLessThan(200);
    const secret = await refusal(() => new Session({ transport, proxies: { 'ftp://user:secret@host': 'x' } }));
    expect(secret.message).not.toContain('secret');
    expect((await request({ 'a\r\nb': 1 })).message).toContain('a\\r\\nb');
  });
});

describe('options that are not an object of options are refused, not ignored', () => {
  const given: readonly (readonly [string, unknown])[] = [
    ['text', 'timeout'],
    ['a number', 5],
    ['true', true],
    ['a list', [{ timeout: 5 }]],
    ['a function', () => ({})],
    ['a Map', new Map([['timeout', 5]])],
    ['a promise', Promise.resolve({ timeout: 5 })],
    ['a signal', new AbortController().signal],
    ['a URL', new URL('http://a.test/')],
    ['a Date', new Date()],
  ];
  test.each(given)('%s', async (_what, options) => {
    const value = options as never;
    for (const call of [
      () => played().session.get('http://a.test/', value),
      () => played().session.head('http://a.test/', value),
      () => new Session(value),
      () => createRequests(value),
      () => createRequests({ transport }).session(value),
      () => new Request('GET', 'http://a.test/', value),
      () => new Response(value),
      () => new Response().iterContent(value),
      () => new CookieJar().set('a', 'b', value),
    ]) {
      const error = await refusal(call);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/options as an object, not as (?:a|an) /);
    }
  });

  test('instances of classes, modules and objects without a prototype are', async () => {
    class Options {
      timeout = 5000;
      readonly #secret = 1;
      get secret(): number {
        return this.#secret;
      }
    }
    class None {}
    const bare = Object.assign(Object.create(null), { timeout: 5000 });
    const module = await import('./options-module.ts');
    for (const options of [new Options(), new None(), bare, Object.create(null), { ...module }, module])
      expect((await played().session.get('http://a.test/', options as object)).statusCode).toBe(200);
  });
});

describe('proxies that would match no URL are refused, and nothing is sent', () => {
  const url = 'http://user:secret@proxy.test:3128';
  const rows: readonly (readonly [string, unknown, string])[] = [
    ['text', url, 'record by scheme'],
    ['a list', [url], 'record by scheme'],
    ['a URL', new URL(url), 'record by scheme'],
    ['a Map', new Map([['http', url]]), 'record by scheme'],
    ['false', false, 'trustEnv: false'],
    ['true', true, 'record by scheme'],
    ['upper case', { HTTP: url }, "did you mean 'http'?"],
    ['upper case of https', { Https: url }, "did you mean 'https'?"],
    ["axios' form", { host: 'proxy.test', port: 3128 }, 'URLs by scheme'],
    ["axios' form with a protocol", { protocol: 'http', host: 'proxy.test', port: 3128 }, 'URLs by scheme'],
    ['a colon too many', { 'http:': url }, "did you mean 'http'?"],
    ['noProxy', { http: url, noProxy: 'a.test' }, "did you mean 'no_proxy'?"],
    ['NO_PROXY', { NO_PROXY: 'a.test' }, "did you mean 'no_proxy'?"],
    ['http_proxy', { http_proxy: url }, 'http_proxy'],
    ['a host in upper case', { 'http://Proxy.test': url }, "did you mean 'http://proxy.test'?"],
    ['a host with a slash', { 'http://a.test/': url }, "did you mean 'http://a.test'?"],
    ['a proxy as an object', { http: { host: 'proxy.test', port: 3128 } }, "proxies['http'] must be a URL as a string"],
    ['a proxy as a URL object', { http: new URL(url) }, "proxies['http'] must be a URL as a string"],
    ['false as a proxy', { http: false }, "proxies['http'] must be a URL as a string"],
    ['no_proxy as a list', { http: url, no_proxy: ['a.test'] }, "proxies['no_proxy'] must be a list as text"],
  ];

  test.each(rows)('%s', async (_what, proxies, message) => {
    const value = proxies as never;
    const { session, sent } = played();
    const errors = [
      await refusal(() => session.get('http://a.test/', { proxies: value })),
      await refusal(() => new Session({ transport, proxies: value })),
    ];
    // Set later, it is checked when it is used.
    session.proxies = value;
    errors.push(await refusal(() => session.get('http://a.test/')));
    for (const error of errors) {
      expect(error).toBeInstanceOf(message.endsWith('a URL as a string') ? InvalidProxyURL : TypeError);
      expect(error.message).toContain(message);
      expect(error.message).not.toContain('secret');
    }
    expect(sent).toEqual([]);
  });

  test('a record that is changed later is checked too', async () => {
    const { session, sent } = played([], { proxies: { http: 'http://proxy.test:1' } });
    await session.get('http://a.test/');
    expect(sent[0]?.request.proxy?.url).toBe('http://proxy.test:1');
    (session.proxies as Record<string, string>)['HTTPS'] = 'http://proxy.test:1';
    expect(await refusal(() => session.get('http://a.test/'))).toBeInstanceOf(TypeError);
    expect(sent).toHaveLength(1);
  });

  test.each([
    [{ http: 'http://p.test:1' }],
    [{ http: null }],
    [{ http: '' }],
    [{ http: undefined }],
    [{ all: 'http://p.test:1', no_proxy: 'b.test' }],
    [{ 'http://a.test': 'http://p.test:1' }],
    [{ 'all://a.test': 'http://p.test:1', 'https://b.test:81': null }],
    [{}],
    [null],
  ])('%j is accepted', async (proxies) => {
    expect((await played().session.get('http://a.test/', { proxies: proxies as never })).statusCode).toBe(200);
  });
});

describe('an option of the wrong type throws TypeError that names it', () => {
  const of = (options: object) => refusal(() => played().session.get('http://a.test/', options));
  const ofSession = (options: object) => refusal(() => new Session({ transport, ...options }));

  test.each<[string, unknown]>([
    ['stream', 'yes'],
    ['stream', 0],
    ['allowRedirects', 'no'],
    ['allowRedirects', 0],
    ['timeout', '5'],
    ['timeout', { connect: '5' }],
    ['maxBodySize', '100'],
    ['maxBodySize', -1],
    ['maxBodySize', Number.NaN],
    ['signal', new AbortController()],
    ['signal', 'x'],
    ['signal', {}],
    ['onUploadProgress', {}],
    ['onDownloadProgress', 'x'],
    ['verify', {}],
    ['verify', 1],
    ['hooks', 'x'],
    ['hooks', () => {}],
    ['hooks', []],
    ['headers', 5],
    ['headers', Promise.resolve({ a: 'b' })],
    ['headers', ['ab', 'cd']],
    ['headers', [['a', 'b', 'c']]],
    ['cookies', Promise.resolve({ a: 'b' })],
    ['cookies', 'a=b'],
    ['files', 5],
    ['files', true],
    ['files', Promise.resolve({})],
    ['data', Promise.resolve('x')],
    ['data', new Date(0)],
    ['params', Promise.resolve({})],
  ])('of a request: %s: %p', async (name, value) => {
    const error = await of({ [name]: value });
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(new RegExp(name.replace('cookies', 'cookie'), 'i'));
  });

  test.each<[string, unknown]>([
    ['stream', 'yes'],
    ['trustEnv', 'false'],
    ['trustEnv', 0],
    ['denyPrivateNetworks', 'no'],
    ['maxRedirects', -1],
    ['maxRedirects', '5'],
    ['maxRedirects', Number.NaN],
    ['maxBodySize', '5'],
    ['maxDecompressionRatio', 'x'],
    ['baseUrl', 5],
    ['baseUrl', {}],
    ['sensitiveHeaders', 'x-key'],
    ['sensitiveHeaders', [5]],
    ['allowHosts', 'a.test'],
    ['timeout', '5'],
    ['verify', {}],
  ])('of a session: %s: %p', async (name, value) => {
    const error = await ofSession({ [name]: value });
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(name);
  });

  test.each<[string, unknown]>([
    ['stream', 'yes'],
    ['trustEnv', 'false'],
    ['denyPrivateNetworks', 'no'],
    ['maxBodySize', '5'],
    ['maxDecompressionRatio', 'x'],
    ['baseUrl', 5],
    ['timeout', '5'],
    ['verify', {}],
  ])('a property that was set later: %s: %p', async (name, value) => {
    const { session, sent } = played();
    await session.get('http://a.test/');
    Object.assign(session, { [name]: value });
    const error = await refusal(() => session.get('http://a.test/'));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(name);
    expect(sent).toHaveLength(1);
  });

  test('a property for redirects is checked at a redirect', async () => {
    const redirect = { status: 302, headers: { Location: 'http://b.test/' } };
    for (const [name, value] of [
      ['maxRedirects', -1],
      ['maxRedirects', 'many'],
      ['sensitiveHeaders', 'x-key'],
    ] as const) {
      const { session } = played([redirect]);
      Object.assign(session, { [name]: value });
      const error = await refusal(() => session.get('http://a.test/'));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain(name);
    }
  });

  test('a URL object as baseUrl is accepted, also later', async () => {
    const { session, lines } = played([], { baseUrl: new URL('http://a.test/v1/') });
    await session.get('x');
    session.baseUrl = new URL('http://b.test/v2/') as never;
    await session.get('x');
    expect(lines()).toEqual(['GET http://a.test/v1/x', 'GET http://b.test/v2/x']);
  });

  test('properties that a subclass adds are accepted', async () => {
    class Client extends Session {
      baseURL = 'http://mine.test/';
      retries = 3;
    }
    const client = new Client({ transport, trustEnv: false });
    expect((await client.get('http://a.test/')).statusCode).toBe(200);
  });

  test('an overridden send() gets options that it can pass on', async () => {
    const seen: object[] = [];
    class Client extends Session {
      override send(...[prepared, options]: Parameters<Session['send']>): ReturnType<Session['send']> {
        seen.push({ ...options });
        return super.send(prepared, options);
      }
    }
    const client = new Client({ transport, trustEnv: false });
    await client.post('http://a.test/', { data: 'x', headers: { A: 'b' }, stream: false, timeout: 5000 });
    await client.get('http://a.test/');
    expect(seen).toEqual([{ stream: false, timeout: 5000 }, {}]);
  });
});

describe('the result of a FunctionTransport', () => {
  const result = (reply: unknown) => refusal(() => played([reply as never]).session.get('http://a.test/'));

  test.each<[string, unknown, string]>([
    ['statusCode', { statusCode: 404 }, "did you mean 'status'?"],
    ['statusText', { statusText: 'x' }, "did you mean 'reason'?"],
    ['data', { data: {} }, "did you mean 'body'?"],
    ['header', { header: {} }, "did you mean 'headers'?"],
    ['a status as text', { status: '404' }, 'status'],
    ['half a status', { status: 200.5 }, 'status'],
    ['a body that is an object', { body: { a: 1 } }, 'an object goes in json'],
    ['a body that is a number', { body: 5 }, 'body'],
    ['an invalid reason', { reason: 5 }, 'reason'],
    ['a response of a session', new Response({ statusCode: 404 }), 'response'],
    ['text', 'ok', 'must return a response'],
    ['nothing', undefined, 'must return a response'],
  ])('%s is a TypeError', async (_what, reply, message) => {
    const transport = new FunctionTransport(() => reply as never);
    const error = await refusal(() => new Session({ transport, trustEnv: false }).get('http://a.test/'));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(message);
    if (reply !== undefined) expect(await result(reply)).toBeInstanceOf(TypeError);
  });

  test('a capability that does not exist', async () => {
    const error = await refusal(() => new FunctionTransport(() => ({}), { capabilities: ['proxys' as never] }));
    expect(error.message).toBe("There is no capability 'proxys': did you mean 'proxy'?");
  });
});

test.each(SEND_NAMES)('new Request() says where the option %s belongs', (name) => {
  expect(() => new Request('GET', 'http://a.test/', { [name]: undefined })).toThrow('give it to session.send()');
});
