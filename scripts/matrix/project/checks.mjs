// What is checked everywhere: in Node, Bun, Deno and workerd, in browsers, in test runners and in bundles. It imports nothing,
// so that every tool can take it: whoever runs it passes the modules and the addresses of the server.

/** Longer than any check takes: what is still running then hangs. */
const TIME_LIMIT = 8_000;

const text = (bytes) => new TextDecoder().decode(bytes);
const bytes = (string) => new TextEncoder().encode(string);

function equal(actual, expected, what = 'value') {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what} is ${a}, not ${b}`);
}

function ok(value, what) {
  if (!value) throw new Error(`${what} is ${String(value)}`);
}

/** Fails unless the promise rejects with that class. Resolves with the error. */
async function rejects(promise, Class, message = /./) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    if (!(error instanceof Class)) throw new Error(`${describe(error)}, not ${Class.name}`);
    if (!message.test(error.message)) throw new Error(`the message is '${error.message}'`);
    return error;
  }
  throw new Error(`no ${Class.name}, but ${value?.statusCode ?? String(value)}`);
}

function describe(error) {
  const cause = error?.cause instanceof Error ? ` (${error.cause.message})` : '';
  return error instanceof Error ? `${error.name}: ${error.message}${cause}` : String(error);
}

async function collect(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

async function* slowly(...chunks) {
  for (const chunk of chunks) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    yield bytes(chunk);
  }
}

const base64 = (...codes) => btoa(String.fromCharCode(...codes));
const body = ({ edge }, type, ...codes) =>
  `${edge}/body?type=${encodeURIComponent(type)}&base64=${encodeURIComponent(base64(...codes))}`;

async function guarded(lib, make, options, url) {
  const session = new lib.Session({ transport: make(), ...options });
  try {
    return await session.get(url);
  } finally {
    await session.close();
  }
}

/**
 * Title, check, and how it depends on the place. `needs`: the capability without which it must be UnsupportedByTransport;
 * `only`: the capability without which it is left out; `browser`: what a page sees instead (`IN_A_BROWSER`).
 */
const CHECKS = [
  // Requests and responses
  [
    'params are sent in the query',
    async ({ s, httpbin }) => {
      const r = await s.get(`${httpbin}/get`, { params: { a: '1', b: ['x', 'y'], c: null } });
      equal(r.json().args, { a: '1', b: ['x', 'y'] });
      equal(r.url, `${httpbin}/get?a=1&b=x&b=y`);
    },
  ],
  [
    'status, reason, headers',
    async ({ s, edge }) => {
      const r = await s.get(`${edge}/response-headers`, { params: { 'X-Test': 'yes' } });
      equal([r.statusCode, r.ok, r.reason], [200, true, 'OK']);
      equal([r.headers.get('x-test'), r.headers.get('X-TEST')], ['yes', 'yes']);
      ok(r.elapsed >= 0, 'elapsed');
    },
  ],
  [
    'raiseForStatus()',
    async ({ s, lib, httpbin }) => {
      const r = await s.get(`${httpbin}/status/404`);
      equal([r.statusCode, r.ok], [404, false]);
      const error = await rejects(
        Promise.resolve().then(() => r.raiseForStatus()),
        lib.HTTPError,
        /404 Client Error/,
      );
      equal(error.response.statusCode, 404);
    },
  ],
  [
    'header fields are sent',
    async ({ s, edge }) => {
      const r = await s.get(`${edge}/x`, { headers: { 'X-One': '1', Accept: 'text/plain' } });
      equal([r.json().headers['x-one'], r.json().headers.accept], ['1', 'text/plain']);
    },
  ],
  [
    'the session has headers and params',
    async ({ s, edge }) => {
      s.headers.set('X-Session', 's');
      s.params = { p: '1' };
      const r = await s.get(`${edge}/x`, { params: { q: '2' } });
      equal([r.json().headers['x-session'], r.json().url], ['s', '/x?p=1&q=2']);
    },
  ],
  [
    'HEAD has no body',
    async ({ s, httpbin }) => {
      const r = await s.head(`${httpbin}/get`);
      equal([r.statusCode, r.text], [200, '']);
    },
  ],
  [
    'PUT, PATCH, DELETE, OPTIONS',
    async ({ s, httpbin, edge }) => {
      equal((await s.put(`${httpbin}/put`, { data: 'a' })).json().data, 'a');
      equal((await s.patch(`${httpbin}/patch`, { data: 'b' })).json().data, 'b');
      equal((await s.delete(`${httpbin}/delete`)).statusCode, 200);
      equal((await s.options(`${edge}/x`)).statusCode, 200);
    },
  ],
  [
    'json() of what is not JSON',
    async ({ s, lib, httpbin }) => {
      const r = await s.get(`${httpbin}/html`);
      await rejects(
        Promise.resolve().then(() => r.json()),
        lib.JSONDecodeError,
      );
    },
  ],
  [
    'Link header fields',
    async ({ s, edge }) => {
      const link = '<https://a.test/2>; rel="next"';
      equal((await s.get(`${edge}/response-headers`, { params: { Link: link } })).links.next.url, 'https://a.test/2');
    },
  ],
  [
    'a base URL, and a prepared request',
    async ({ s, lib, httpbin }) => {
      s.baseUrl = httpbin;
      const prepared = await s.prepareRequest(new lib.Request('GET', 'get', { params: { a: 'é' } }));
      equal(prepared.url, `${httpbin}/get?a=%C3%A9`);
      equal((await s.send(prepared)).json().args, { a: 'é' });
    },
  ],
  [
    'many requests at once',
    async ({ s, edge }) => {
      const all = await Promise.all(Array.from({ length: 20 }, (_, i) => s.get(`${edge}/n${i}`)));
      equal(
        all.map((r) => r.json().url),
        Array.from({ length: 20 }, (_, i) => `/n${i}`),
      );
    },
  ],

  // Bodies
  [
    'a form',
    async ({ s, httpbin }) => {
      const r = await s.post(`${httpbin}/post`, { data: { a: 'é &', b: ['1', '2'] } });
      equal(r.json().form, { a: 'é &', b: ['1', '2'] });
    },
  ],
  [
    'JSON',
    async ({ s, httpbin }) => {
      const sent = { list: [1, null, true], text: 'é' };
      const { json, headers } = (await s.post(`${httpbin}/post`, { json: sent })).json();
      equal([json, headers['Content-Type']], [sent, 'application/json']);
    },
  ],
  [
    'multipart: fields, bytes, a Blob',
    async ({ s, httpbin }) => {
      const files = {
        one: ['one.txt', bytes('first'), 'text/plain'],
        two: new Blob(['second'], { type: 'text/plain' }),
      };
      const r = (await s.post(`${httpbin}/post`, { data: { field: 'value' }, files })).json();
      equal([r.form, r.files], [{ field: 'value' }, { one: 'first', two: 'second' }]);
    },
  ],
  [
    'bytes, text, a Blob',
    async ({ s, edge }) => {
      equal((await s.post(`${edge}/x`, { data: bytes('\u0001abc') })).json().body, '\u0001abc');
      equal((await s.post(`${edge}/x`, { data: 'text' })).json().body, 'text');
      equal((await s.post(`${edge}/x`, { data: new Blob(['blob']) })).json().body, 'blob');
    },
  ],
  [
    'URLSearchParams and FormData',
    async ({ s, httpbin }) => {
      equal((await s.post(`${httpbin}/post`, { data: new URLSearchParams('a=1&a=2') })).json().form, { a: ['1', '2'] });
      const form = new FormData();
      form.append('field', 'value');
      form.append('file', new Blob(['content']), 'name.txt');
      const r = (await s.post(`${httpbin}/post`, { data: form })).json();
      equal([r.form, r.files], [{ field: 'value' }, { file: 'content' }]);
    },
  ],
  [
    'a large body arrives whole',
    async ({ s, edge }) => {
      const large = 'x'.repeat(300_000);
      equal((await s.post(`${edge}/x`, { data: large })).json().body.length, large.length);
    },
  ],
  [
    'a streamed body',
    async ({ s, edge }) => {
      const r = (await s.post(`${edge}/x`, { data: slowly('a', 'b', 'c') })).json();
      equal([r.body, r.headers['transfer-encoding']], ['abc', 'chunked']);
    },
    { needs: 'streaming-upload', browser: 'no-stream' },
  ],
  [
    'progress of an upload',
    async ({ s, edge }) => {
      const seen = [];
      await s.post(`${edge}/x`, {
        data: 'y'.repeat(200_000),
        onUploadProgress: ({ transferred }) => seen.push(transferred),
      });
      equal(seen.at(-1), 200_000);
    },
  ],

  // Content codings and charsets
  ['gzip', async ({ s, httpbin }) => equal((await s.get(`${httpbin}/gzip`)).json().gzipped, true)],
  ['deflate', async ({ s, httpbin }) => equal((await s.get(`${httpbin}/deflate`)).json().deflated, true)],
  ['br', async ({ s, httpbin }) => equal((await s.get(`${httpbin}/brotli`)).json().brotli, true)],
  [
    'a corrupt gzip is an error',
    async ({ s, lib, edge }) => void (await rejects(s.get(`${edge}/corrupt-gzip`), lib.RequestException)),
  ],
  [
    'UTF-8, with and without a charset',
    async (c) => {
      equal((await c.s.get(body(c, 'text/plain; charset=utf-8', 0xc3, 0xa9, 0xe2, 0x82, 0xac))).text, 'é€');
      equal((await c.s.get(body(c, 'application/json', 0x22, 0xc3, 0xa9, 0x22))).json(), 'é');
    },
  ],
  [
    'Shift_JIS',
    async (c) =>
      equal(
        (await c.s.get(body(c, 'text/plain; charset=Shift_JIS', 0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea))).text,
        '日本語',
      ),
  ],
  [
    'EUC-KR, GBK, Big5',
    async (c) => {
      equal((await c.s.get(body(c, 'text/plain; charset=euc-kr', 0xc7, 0xd1, 0xb1, 0xdb))).text, '한글');
      equal((await c.s.get(body(c, 'text/plain; charset=gbk', 0xd6, 0xd0, 0xce, 0xc4))).text, '中文');
      equal((await c.s.get(body(c, 'text/plain; charset=big5', 0xa4, 0xa4, 0xa4, 0xe5))).text, '中文');
    },
  ],
  [
    'windows-1251, ISO-8859-1, UTF-16',
    async (c) => {
      equal((await c.s.get(body(c, 'text/plain; charset=windows-1251', 0xcf, 0xf0, 0xe8))).text, 'При');
      equal((await c.s.get(body(c, 'text/plain; charset=iso-8859-1', 0xe9, 0xe8))).text, 'éè');
      equal((await c.s.get(body(c, 'text/plain; charset=utf-16le', 0x41, 0, 0xac, 0x20))).text, 'A€');
    },
  ],
  [
    'the encoding can be set',
    async (c) => {
      const r = await c.s.get(body(c, 'application/octet-stream', 0xd0, 0xd2, 0xc9));
      r.encoding = 'koi8-r';
      equal(r.text, 'при');
    },
  ],
  [
    'the encoding is detected',
    async (c) => {
      const r = await c.s.get(body(c, 'application/octet-stream', ...bytes('Ünïcödé text, ça va?')));
      equal(r.apparentEncoding, 'utf-8');
    },
  ],

  // Streaming
  [
    'iterContent() of chunks that arrive slowly',
    async ({ s, edge }) => {
      const r = await s.get(`${edge}/chunks?n=9`, { stream: true });
      const chunks = await collect(r.iterContent());
      ok(chunks.length > 1, 'more than one chunk');
      equal(chunks.map(text).join('').split('\n').length, 10);
    },
  ],
  [
    'iterContent() in chunks of a size',
    async ({ s, httpbin }) => {
      const r = await s.get(`${httpbin}/range/100`, { stream: true });
      equal(
        (await collect(r.iterContent({ chunkSize: 40 }))).map((chunk) => chunk.length),
        [40, 40, 20],
      );
    },
  ],
  [
    'iterLines() as text',
    async ({ s, edge }) => {
      const r = await s.get(`${edge}/chunks?n=3`, { stream: true });
      equal(await collect(r.iterLines({ decodeUnicode: true })), ['line 2', 'line 1', 'line 0']);
    },
  ],
  [
    'read() after the head, and ResponseNotRead before',
    async ({ s, lib, httpbin }) => {
      const r = await s.get(`${httpbin}/get`, { stream: true });
      await rejects(
        Promise.resolve().then(() => r.text),
        lib.ResponseNotRead,
      );
      await r.read();
      ok(r.json().url, 'url');
    },
  ],
  [
    'a body that is left early',
    async ({ s, edge }) => {
      const r = await s.get(`${edge}/chunks?n=200`, { stream: true });
      for await (const _ of r.iterContent()) break;
      await r.close();
      equal((await s.get(`${edge}/x`)).statusCode, 200);
    },
  ],
  [
    'a streamed body consumed twice is an error',
    async ({ s, lib, httpbin }) => {
      const r = await s.get(`${httpbin}/get`, { stream: true });
      await collect(r.iterContent());
      await rejects(
        Promise.resolve().then(() => collect(r.iterContent())),
        lib.StreamConsumedError,
      );
    },
  ],
  [
    'a body over maxBodySize is an error',
    async ({ s, lib, httpbin }) =>
      void (await rejects(s.get(`${httpbin}/bytes/5000`, { maxBodySize: 1000 }), lib.ContentTooLarge)),
  ],
  [
    'progress of a download',
    async ({ s, httpbin }) => {
      const seen = [];
      await s.get(`${httpbin}/bytes/5000`, { onDownloadProgress: ({ transferred }) => seen.push(transferred) });
      equal(seen.at(-1), 5000);
    },
  ],
  [
    'save() to a file',
    async ({ s, httpbin, temporaryFile, readFile }) => {
      const r = await s.get(`${httpbin}/range/1000`, { stream: true });
      if (temporaryFile === null) {
        const error = await r.save('file.bin').then(
          () => null,
          (reason) => reason,
        );
        ok(/no files/.test(error?.message), `the error ${error?.message}`);
        return;
      }
      await r.save(temporaryFile);
      equal((await readFile(temporaryFile)).length, 1000);
    },
  ],

  // Redirects
  [
    'redirects are followed',
    async ({ s, httpbin }) => {
      const r = await s.get(`${httpbin}/redirect/2`);
      equal([r.url, r.history.length, r.history[0].statusCode], [`${httpbin}/get`, 2, 302]);
    },
    { browser: 'follows' },
  ],
  [
    'redirects are returned with allowRedirects: false',
    async ({ s, httpbin }) => {
      const r = await s.get(`${httpbin}/redirect/2`, { allowRedirects: false });
      equal([r.statusCode, r.isRedirect, r.headers.get('location')], [302, true, '/relative-redirect/1']);
    },
    { browser: 'does-not-show' },
  ],
  [
    '307 repeats the body, 302 does not',
    async ({ s, httpbin, edge }) => {
      const to = (code) => ({ url: `${edge}/to`, status_code: `${code}` });
      const kept = (await s.post(`${httpbin}/redirect-to`, { params: to(307), data: 'again' })).json();
      equal([kept.method, kept.body], ['POST', 'again']);
      const dropped = (await s.post(`${httpbin}/redirect-to`, { params: to(302), data: 'again' })).json();
      equal([dropped.method, dropped.body], ['GET', '']);
    },
  ],
  [
    'credentials do not follow to another origin',
    async ({ s, httpbin, edge }) => {
      const r = await s.get(`${httpbin}/redirect-to`, {
        params: { url: edge.replace('127.0.0.1', 'localhost') },
        auth: ['user', 'pass'],
      });
      equal(r.json().headers.authorization, undefined);
      ok(r.history[0].request.headers.get('authorization'), 'Authorization of the first request');
    },
    { browser: 'keeps-credentials' },
  ],
  [
    'too many redirects',
    async ({ s, lib, httpbin }) => {
      s.maxRedirects = 3;
      await rejects(s.get(`${httpbin}/redirect/6`), lib.TooManyRedirects);
    },
    { browser: 'has-its-limit' },
  ],

  // Cookies and authentication
  [
    'cookies of a request',
    async ({ s, httpbin }) =>
      equal((await s.get(`${httpbin}/cookies`, { cookies: { a: '1' } })).json().cookies, { a: '1' }),
    { browser: 'own-cookies' },
  ],
  [
    'cookies of a response are sent again, and can be read',
    async ({ s, httpbin }) => {
      const r = await s.get(`${httpbin}/cookies/set`, { params: { id: '7' }, allowRedirects: false });
      equal([r.cookies.get('id'), s.cookies.get('id')], ['7', '7']);
      equal((await s.get(`${httpbin}/cookies`)).json().cookies, { id: '7' });
    },
    { browser: 'none' },
  ],
  [
    'a cookie set by hand',
    async ({ s, httpbin }) => {
      s.cookies.set('hand', 'made');
      equal(s.cookies.get('hand'), 'made');
      equal((await s.get(`${httpbin}/cookies`)).json().cookies, { hand: 'made' });
    },
    { browser: 'own-cookies' },
  ],
  [
    'Basic authentication',
    async ({ s, httpbin }) => {
      equal((await s.get(`${httpbin}/basic-auth/user/pass`, { auth: ['user', 'pass'] })).json().user, 'user');
      equal((await s.get(`${httpbin}/basic-auth/user/pass`, { auth: ['user', 'no'] })).statusCode, 401);
    },
  ],
  [
    'Bearer authentication',
    async ({ s, lib, httpbin }) =>
      equal((await s.get(`${httpbin}/bearer`, { auth: new lib.HTTPBearerAuth('token') })).json().token, 'token'),
  ],
  [
    'Digest authentication',
    async ({ s, lib, edge, httpbin, browser }) => {
      const auth = new lib.HTTPDigestAuth('user', 'pass');
      for (const algorithm of ['MD5', 'SHA-256']) {
        const r = await s.get(`${httpbin}/digest-auth/auth/user/pass/${algorithm}`, { auth });
        // A browser shows WWW-Authenticate to a page only if the server allows it, which httpbin does not.
        equal(r.statusCode, browser ? 401 : 200);
      }
      const r = await s.get(`${edge}/digest`, { auth });
      equal([r.statusCode, /^Digest .*response=/.test(r.json().headers.authorization)], [200, true]);
    },
  ],

  // What goes wrong
  ['a refused connection', async ({ s, lib, refused }) => void (await rejects(s.get(refused), lib.ConnectionError))],
  [
    'a name that does not exist',
    async ({ s, lib }) => void (await rejects(s.get('http://name.invalid/'), lib.ConnectionError)),
  ],
  [
    'a connection that the server closes',
    async ({ s, lib, edge }) => void (await rejects(s.post(`${edge}/reset`), lib.ConnectionError)),
  ],
  [
    'a read timeout',
    async ({ s, lib, edge }) => void (await rejects(s.get(`${edge}/silence`, { timeout: 100 }), lib.Timeout)),
  ],
  [
    'a read timeout between the bytes of a body',
    async ({ s, lib, edge }) => void (await rejects(s.get(`${edge}/stall`, { timeout: 100 }), lib.Timeout)),
  ],
  [
    'a timeout of the whole call',
    async ({ s, lib, edge }) =>
      void (await rejects(s.get(`${edge}/chunks?n=500`, { timeout: { total: 150 } }), lib.Timeout)),
  ],
  [
    'an abort before, and its reason',
    async ({ s, lib, edge }) => {
      const reason = new Error('enough');
      const error = await rejects(s.get(`${edge}/x`, { signal: AbortSignal.abort(reason) }), lib.AbortError);
      equal(error.cause?.message, 'enough');
    },
  ],
  [
    'an abort while waiting',
    async ({ s, lib, edge }) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      await rejects(s.get(`${edge}/silence`, { signal: controller.signal }), lib.AbortError);
    },
  ],
  [
    'an abort while the body is read',
    async ({ s, lib, edge }) => {
      const controller = new AbortController();
      const r = await s.get(`${edge}/chunks?n=500`, { stream: true, signal: controller.signal });
      setTimeout(() => controller.abort(), 50);
      await rejects(collect(r.iterContent()), lib.AbortError);
    },
  ],
  [
    'AbortSignal.timeout() is a Timeout',
    async ({ s, lib, edge }) =>
      void (await rejects(s.get(`${edge}/silence`, { signal: AbortSignal.timeout(80) }), lib.Timeout)),
  ],
  [
    'a body that is cut short',
    async ({ s, lib, edge }) => {
      await rejects(s.get(`${edge}/cut`), lib.RequestException);
      await rejects(s.get(`${edge}/cut-chunked`), lib.RequestException);
    },
  ],
  [
    'URLs and headers that cannot be sent',
    async ({ s, lib, edge }) => {
      await rejects(s.get('example.com/path'), lib.MissingSchema);
      await rejects(s.get('ftp://example.com/'), lib.InvalidSchema);
      await rejects(s.get('http://'), lib.InvalidURL);
      await rejects(s.get(`${edge}/x`, { headers: { 'X-A': 'a\r\nb: c' } }), lib.InvalidHeader);
      await rejects(s.get(`${edge}/x`, { param: {} }), TypeError, /params/);
    },
  ],
  [
    'a closed session',
    async ({ s, lib, edge }) => {
      await s.get(`${edge}/x`);
      await s.close();
      await rejects(s.get(`${edge}/x`), lib.RequestException, /closed/);
    },
  ],

  // Connections
  [
    'TLS with a CA of its own, refused without',
    async ({ s, lib, https, ca }) => {
      equal((await s.get(`${https}/x`, { verify: bytes(ca) })).json().url, '/x');
      await rejects(s.get(`${https}/x`), lib.SSLError);
    },
    { needs: 'tls' },
  ],
  [
    'TLS without verification',
    async ({ s, https }) => equal((await s.get(`${https}/x`, { verify: false })).json().url, '/x'),
    { needs: 'tls' },
  ],
  [
    'HTTP/2',
    async ({ lib, make, https, ca }) => {
      const session = new lib.Session({ transport: make({ http2: true }), verify: bytes(ca) });
      equal((await session.get(`${https}/x`)).json().httpVersion, '2.0');
      await session.close();
    },
    { only: 'http2' },
  ],
  [
    'an HTTP proxy',
    async ({ s, httpbin, proxy }) => {
      const r = await s.get(`${httpbin}/get`, { proxies: { http: proxy } });
      equal(r.headers.get('x-proxied'), new URL(httpbin).host);
    },
    { needs: 'proxy' },
  ],
  [
    'a tunnel through an HTTP proxy',
    async ({ s, https, proxy, ca }) => {
      const r = await s.get(`${https}/x`, { proxies: { https: proxy }, verify: bytes(ca) });
      equal(r.json().url, '/x');
    },
    { needs: 'connect' },
  ],
  [
    'a SOCKS proxy',
    async ({ s, edge, socks }) => equal((await s.get(`${edge}/x`, { proxies: { http: socks } })).json().url, '/x'),
    { needs: 'socks' },
  ],
  [
    'denyPrivateNetworks',
    async ({ lib, make, edge }) => {
      const error = await rejects(guarded(lib, make, { denyPrivateNetworks: true }, edge), lib.RequestException);
      ok(error instanceof lib.HostNotAllowed || error instanceof lib.UnsupportedByTransport, error.name);
    },
  ],
  [
    'allowHosts',
    async ({ lib, make, edge, browser }) => {
      const expected = browser ? lib.UnsupportedByTransport : lib.HostNotAllowed;
      await rejects(guarded(lib, make, { allowHosts: ['example.com'] }, edge), expected);
    },
  ],

  // What is built on it
  [
    'response hooks',
    async ({ s, edge }) => {
      const seen = [];
      await s.get(`${edge}/x`, { hooks: { response: (r) => void seen.push(r.statusCode) } });
      equal(seen, [200]);
    },
  ],
  [
    'retry()',
    async ({ lib, make, name, edge }) => {
      const transport = lib.retry(make(), { total: 3, statusForcelist: [503], backoffFactor: 1 });
      const session = new lib.Session({ transport });
      const r = await session.get(`${edge}/flaky`, { params: { key: `${name}-${Math.random()}` } });
      equal([r.statusCode, r.text], [200, '2']);
      await session.close();
    },
  ],
  [
    'asFetch()',
    async ({ s, edge }) => {
      const r = await s.asFetch()(`${edge}/x`, { method: 'POST', body: 'b', headers: { 'X-F': '1' } });
      const { body: sent, headers } = await r.json();
      equal([r.status, sent, headers['x-f']], [200, 'b', '1']);
    },
  ],
  [
    'FunctionTransport, mounted',
    async ({ s, lib, edge }) => {
      s.mount('https://api.test/', new lib.FunctionTransport((request) => ({ json: { url: request.url } })));
      equal((await s.get('https://api.test/a')).json().url, 'https://api.test/a');
      equal((await s.get(`${edge}/x`)).statusCode, 200);
    },
  ],
  [
    'errors hide passwords',
    async ({ s, refused }) => {
      const error = await s.get(refused.replace('//', '//user:hunter2@')).catch((reason) => reason);
      ok(
        !String(error.stack).includes('hunter2') && !JSON.stringify(error).includes('hunter2'),
        'the error without it',
      );
    },
  ],
];

/** What a page in a browser sees instead. */
const IN_A_BROWSER = {
  none: null,
  // It follows redirects itself, and hides them.
  follows: async ({ s, httpbin }) => {
    const r = await s.get(`${httpbin}/redirect/2`);
    equal([r.statusCode, r.url, r.history], [200, `${httpbin}/get`, []]);
  },
  'does-not-show': async ({ s, lib, httpbin }) =>
    void (await rejects(s.get(`${httpbin}/redirect/1`, { allowRedirects: false }), lib.ConnectionError, /redirect/)),
  'keeps-credentials': async ({ s, lib, httpbin }) => {
    const auth = new lib.HTTPDigestAuth('user', 'pass');
    await rejects(s.get(`${httpbin}/redirect/1`, { auth }), lib.ConnectionError, /redirect/);
  },
  'has-its-limit': async ({ s, lib, httpbin }) => {
    s.maxRedirects = 0;
    await rejects(s.get(`${httpbin}/redirect/1`), lib.ConnectionError, /redirect/);
  },
  // The cookies of pages are the browser's own.
  'own-cookies': async ({ s, lib, httpbin }) =>
    void (await rejects(s.get(`${httpbin}/cookies`, { cookies: { a: '1' } }), lib.UnsupportedByTransport)),
  // Over HTTP/2 it streams, and the check's server has HTTP/1.1.
  'no-stream': async ({ s, lib, edge }) =>
    void (await rejects(s.post(`${edge}/x`, { data: slowly('a', 'b') }), lib.UnsupportedByTransport)),
};

async function runCheck([title, run, { needs, only, browser } = {}], transport, environment) {
  const { lib } = environment;
  const created = transport.make();
  const context = { ...environment, ...transport, s: new lib.Session({ transport: created, trustEnv: false }) };
  const has = (name) => created.capabilities.has(name);
  let work = run;
  if (environment.browser && browser !== undefined) work = IN_A_BROWSER[browser];
  else if (needs !== undefined && !has(needs)) work = (c) => rejects(run(c), lib.UnsupportedByTransport);
  if (work === null || (only !== undefined && !has(only))) return null;
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(reject, TIME_LIMIT, new Error(`hangs: no result after ${TIME_LIMIT} ms`));
  });
  try {
    await Promise.race([work(context), limit]);
    return { title, error: null };
  } catch (error) {
    return { title, error: describe(error) };
  } finally {
    clearTimeout(timer);
    await Promise.race([context.s.close().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 200))]);
  }
}

/** The functions without a session, over the transport that fits the platform. */
const FUNCTIONS = [
  [
    'requests.get()',
    async ({ lib, httpbin }) => {
      equal((await lib.default.get(`${httpbin}/get`, { params: { a: '1' } })).json().args, { a: '1' });
      equal((await lib.get(`${httpbin}/get`)).statusCode, 200);
    },
  ],
  [
    'requests.post()',
    async ({ lib, httpbin }) => equal((await lib.post(`${httpbin}/post`, { json: [1] })).json().json, [1]),
  ],
  [
    'new Session() without a transport',
    async ({ lib, httpbin }) => {
      const session = new lib.Session({ headers: { 'X-S': '1' } });
      equal((await session.get(`${httpbin}/headers`)).json().headers['X-S'], '1');
      await session.close();
    },
  ],
];

/**
 * Runs the checks over each transport. `environment`: the server's addresses and `lib`, the module `@req/requests`.
 * Resolves with `[{ transport, passed, failed: [{ title, error }], impossible }]`, where `impossible` is the error of a
 * transport whose first request says that it cannot work here.
 */
export async function runChecks({ environment, transports }) {
  const functions = { transport: 'functions', passed: 0, failed: [], impossible: null };
  for (const [title, run] of FUNCTIONS) {
    try {
      await run(environment);
      functions.passed++;
    } catch (error) {
      functions.failed.push({ title, error: describe(error) });
    }
  }
  return [functions, ...(await Promise.all(transports.map((transport) => runAll(transport, environment))))];
}

async function runAll(transport, environment) {
  const result = { transport: transport.name, passed: 0, failed: [], impossible: null };
  const first = await firstRequest(transport, environment);
  if (first instanceof environment.lib.UnsupportedByTransport) return { ...result, impossible: first.message };
  if (first !== null) return { ...result, failed: [{ title: 'the first request', error: describe(first) }] };
  for (const check of CHECKS) {
    const outcome = await runCheck(check, transport, environment);
    if (outcome === null) continue;
    if (outcome.error === null) result.passed++;
    else result.failed.push(outcome);
  }
  return result;
}

/** `null`, or why not even that works here. */
async function firstRequest({ make }, { lib, edge }) {
  let session;
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(reject, TIME_LIMIT, new Error(`hangs: no result after ${TIME_LIMIT} ms`));
  });
  try {
    session = new lib.Session({ transport: make(), trustEnv: false });
    await Promise.race([session.get(`${edge}/x`), limit]);
    return null;
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
    if (session !== undefined)
      await Promise.race([session.close(), new Promise((resolve) => setTimeout(resolve, 200))]);
  }
}
