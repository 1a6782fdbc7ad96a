// What a page does with the bundle, in a process of its own: the results of the steps go to standard output as JSON.
// Arguments: the bundle, an httpbin, a server of raw bodies, the steps.
const [bundle, httpbin, raw, names] = process.argv.slice(2);
const req = await import(bundle);
const { charset, codecs, FetchTransport, FunctionTransport, HTTPDigestAuth, Response, Session } = req;
const session = (options) => new Session({ transport: new FetchTransport(), ...options });
const page = session();
const get = (path, options) => page.get(`${raw}${path}`, options);

const steps = {
  async json() {
    const r = await page.get(`${httpbin}/get`, { params: { q: 'ä b' }, headers: { 'X-Own': '1' } });
    return [r.statusCode, r.json().args, r.json().headers['X-Own']];
  },
  async posts() {
    const json = await page.post(`${httpbin}/post`, { json: { a: [1, null] } });
    const form = await page.post(`${httpbin}/post`, { data: { a: ['1', '2'] } });
    return [json.json().json, form.json().form];
  },
  gzip: async () => (await page.get(`${httpbin}/gzip`)).json().gzipped,
  async status() {
    return (await page.get(`${httpbin}/status/404`)).raiseForStatus();
  },
  async notJson() {
    return (await get('/latin-1')).json();
  },
  timeout: () => page.get(`${httpbin}/delay/5`, { timeout: 200 }),
  async abort() {
    return page.get(`${httpbin}/delay/5`, { signal: AbortSignal.abort() });
  },
  latin1: async () => (await get('/latin-1')).text,
  utf8WithoutCharset: async () => {
    const r = await get('/utf-8');
    return [r.encoding, r.apparentEncoding, r.text];
  },
  async binary() {
    const r = await get('/png');
    return [r.encoding, r.content.length, Object.prototype.toString.call(r.content)];
  },
  async octets() {
    return (await get('/octets')).text;
  },
  utf7() {
    const r = new Response({ body: new TextEncoder().encode('+AOQ-') });
    r.encoding = 'utf-7';
    return r.text;
  },
  async setByHand() {
    const r = await get('/windows-1251');
    r.encoding = 'windows-1251';
    return r.text;
  },
  withCharset: () => codecs.use(charset),
  async shiftJis() {
    const r = await get('/shift_jis');
    return [r.encoding, r.apparentEncoding, r.text];
  },
  async windows1251() {
    const r = await get('/windows-1251');
    return [r.encoding, r.apparentEncoding, r.text];
  },
  named: async () => (await get('/koi8-r')).text,
  unknown: async () => (await get('/x-nope')).text,
  utf16Json: async () => (await get('/utf-16-json')).json(),
  async streamedText() {
    let text = '';
    const r = await get('/koi8-r', { stream: true });
    for await (const piece of r.iterContent({ chunkSize: 1, decodeUnicode: true })) text += piece;
    return text;
  },
  async lines() {
    const found = [];
    const r = await page.get(`${httpbin}/stream/3`, { stream: true });
    for await (const line of r.iterLines({ decodeUnicode: true })) found.push(JSON.parse(line).id);
    return found;
  },
  async decodedHere() {
    const stream = new Blob(['gzipped']).stream().pipeThrough(new CompressionStream('gzip'));
    const body = new Uint8Array(await new globalThis.Response(stream).arrayBuffer());
    const r = new Response({ headers: { 'content-encoding': 'gzip' }, body });
    await r.read();
    return r.text;
  },
  async repairedUrl() {
    const r = await page.get(`${httpbin.replace('http', 'HTTP')}/anything/ä b/../%7e#part`);
    return r.url.slice(httpbin.length);
  },
  async below() {
    const api = session({ baseUrl: `${httpbin}/anything`, params: 'a=1' });
    return (await api.get('/users')).url.slice(httpbin.length);
  },
  async multipart() {
    const files = { file: ['a.txt', new Blob(['content']), 'text/plain'] };
    const { form, files: sent } = (await page.post(`${httpbin}/post`, { data: { a: '1' }, files })).json();
    return [form, sent];
  },
  async uploads() {
    const sent = [];
    const fetch = async (url, init) => {
      sent.push([init.body?.constructor.name, init.duplex ?? null]);
      return url.startsWith('https:') ? new globalThis.Response() : globalThis.fetch(url, init);
    };
    const files = { file: ['a.txt', new Blob(['content'])] };
    const over = session({ transport: new FetchTransport(fetch) });
    for (const options of [{ files }, { data: new Blob(['content']) }, { data: 'text' }])
      await over.post(`${httpbin}/post`, options);
    await over.post('https://a.test/', { data: new Blob(['content']).stream() });
    return sent;
  },
  streamWithoutHttp2: () => page.post(`${httpbin}/post`, { data: new Blob(['content']).stream() }),
  async brokenUpload() {
    const broken = {
      async *[Symbol.asyncIterator]() {
        yield 'a';
        throw new RangeError('broken');
      },
      length: 3,
    };
    return page.post(`${httpbin}/post`, { data: broken, timeout: 2000 });
  },
  async formData() {
    const data = new FormData();
    data.append('a', '1');
    data.append('file', new Blob(['content']), 'a.txt');
    const { form, files } = (await page.post(`${httpbin}/post`, { data })).json();
    return [form, files];
  },
  async cookies() {
    const r = await page.get(`${httpbin}/cookies/set?a=b`);
    return [r.history.length, r.json().cookies, page.cookies.get('a') ?? null];
  },
  async redirected() {
    const r = await page.get(`${httpbin}/redirect/2`, { headers: { 'X-Own': '1' } });
    return [r.statusCode, r.url.slice(httpbin.length), r.history.length, r.json().headers['X-Own']];
  },
  async postRedirected() {
    const r = await page.post(`${httpbin}/redirect-to?url=/anything&status_code=303`, { json: { a: 1 } });
    return [r.url.slice(httpbin.length), r.json().method];
  },
  async asFetchRedirected() {
    const r = await page.asFetch()(`${httpbin}/redirect/1`);
    return [r.status, r.redirected, r.url.slice(httpbin.length)];
  },
  redirectWithKey: async () =>
    (await page.get(`${httpbin}/redirect/1`, { headers: { 'X-Api-Key': 'secret' } })).statusCode,
  async notFollowed() {
    const r = await page.get(`${httpbin}/redirect/1`, { allowRedirects: false });
    return [r.statusCode, r.next];
  },
  addresses: async () => (await page.get(httpbin.replace('127.0.0.1', '127.1'))).url.slice(0, httpbin.length),
  noScheme: () => page.get('example.com/'),
  noHost: () => page.get('http:///path'),
  badHost: () => page.get('http://a b/'),
  longLabel: () => page.get(`http://${'a'.repeat(64)}.test/`),
  emptyLabel: () => page.get('http://a..test/'),
  backslash: () => page.get('http://a.test\\@b.test/'),
  noCookies: () => page.cookies.set('a', null).update({}).size + [...page.cookies].length,
  setCookie: () => page.cookies.set('a', 'b'),
  cookiesOfSession: () => session({ cookies: { a: 'b' } }),
  cookiesOfRequest: () => page.get(`${httpbin}/get`, { cookies: [{ name: 'a', value: 'b' }] }),
  async digest() {
    const auth = new HTTPDigestAuth('user', 'passwd', { algorithms: ['SHA-256', 'MD5'] });
    const r = await page.get(`${httpbin}/digest-auth/auth/user/passwd`, { auth });
    return [r.statusCode, r.history.length];
  },
  async basic() {
    return (await page.get(`${httpbin}/basic-auth/user/passwd`, { auth: ['user', 'passwd'] })).statusCode;
  },
  async hook() {
    const seen = [];
    await page.get(`${httpbin}/get`, { hooks: { response: (r) => void seen.push(r.statusCode) } });
    return seen;
  },
  async asFetch() {
    const r = await page.asFetch()(`${httpbin}/post`, { method: 'POST', body: 'text' });
    return [r.status, (await r.json()).data];
  },
  allowed: async () => (await session({ allowHosts: ['127.0.0.0/8'] }).get(`${httpbin}/get`)).statusCode,
  refused: () => session({ allowHosts: ['api.example.com'] }).get(`${httpbin}/get`),
  badGuard: () => session({ allowHosts: ['a b'] }).get(`${httpbin}/get`),
  privateNetworks: () => session({ denyPrivateNetworks: true }).get('http://example.com/'),
  proxy: () => page.get(`${httpbin}/get`, { proxies: { http: 'http://proxy.test:3128' } }),
  sessionProxy: () => session({ proxies: { all: 'socks5://proxy.test' } }).get(`${httpbin}/get`),
  misspelt: () => session({ proxies: { htpp: 'http://proxy.test' } }).get(`${httpbin}/get`),
  verify: () => page.get('https://127.0.0.1:9999/', { verify: false }),
  bundle: () => page.get('https://127.0.0.1:9999/', { verify: '/etc/ca.pem' }),
  cert: () => page.get('https://127.0.0.1:9999/', { cert: '/no/such.pem' }),
  host: () => page.get(`${httpbin}/get`, { headers: { Host: 'other.test' } }),
  badPort: () => page.get('http://127.0.0.1:6000/'),
  trace: () => page.request('TRACE', `${httpbin}/get`),
  rewritten: () => page.get(`${httpbin}/a%2e/%2E%2e/b`),
  tooLarge: () => page.get(`${httpbin}/bytes/2000`, { maxBodySize: 1000 }),
  async save() {
    return (await get('/utf-8')).save('/tmp/file');
  },
  async ownTransport() {
    const transport = new FunctionTransport(() => ({ json: { a: 1 } }));
    return (await new Session({ transport }).get('http://any.test/')).json();
  },
};

const results = {};
for (const name of names === 'all' ? Object.keys(steps).filter((name) => name !== 'withCharset') : names.split(',')) {
  try {
    results[name] = (await steps[name]()) ?? null;
  } catch (error) {
    results[name] = { error: error.name, message: error.message, cause: error.cause?.name };
  }
}
console.log(JSON.stringify(results));
