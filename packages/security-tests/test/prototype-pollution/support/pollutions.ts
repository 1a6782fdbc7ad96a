/** What an attacker may have put on `Object.prototype`: a name, and the value that would do most harm there. */
export type Pollution = readonly [name: string, value: unknown];

const SMUGGLED = 'x\r\nX-Smuggled: 1\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: evil';
const called = (): never => {
  throw new Error('a function of Object.prototype was called');
};
/** For names of events too: Node takes any other value on `Object.prototype` for a corrupt list of listeners. */
const ignored = (): void => {};
const EVIL = 'http://evil.invalid:1/';
const evilPair = { username: 'evil', password: 'evil' };

/** Options of this library, under their own names. */
export const OWN: readonly Pollution[] = [
  ['params', { evil: '1' }],
  ['data', 'evil'],
  ['json', { evil: 1 }],
  ['files', { evil: 'evil' }],
  ['headers', { 'X-Evil': '1' }],
  ['cookies', { evil: '1' }],
  ['auth', evilPair],
  ['auth', ['evil', 'evil']],
  ['timeout', ignored],
  ['connect', ignored],
  ['response', ignored],
  ['allowRedirects', true],
  ['proxies', { http: 'http://127.0.0.1:1' }],
  ['http', 'http://127.0.0.1:1'],
  ['all', 'http://127.0.0.1:1'],
  ['verify', false],
  ['cert', '/nowhere.pem'],
  ['stream', true],
  ['hooks', { response: called }],
  ['signal', AbortSignal.abort()],
  ['onUploadProgress', called],
  ['onDownloadProgress', called],
  ['maxBodySize', 1],
  ['maxDecompressionRatio', 0],
  ['maxRedirects', 0],
  ['trustEnv', true],
  ['baseUrl', EVIL],
  ['sensitiveHeaders', []],
  ['read', 1],
  ['total', 1],
  ['connections', 0],
  ['keepAliveTimeout', -1],
  ['http2', true],
  ['lookup', called],
  ['fetch', called],
  ['credentials', 'include'],
  ['instance', called],
  ['http_proxy', 'http://127.0.0.1:1'],
  ['HTTP_PROXY', 'http://127.0.0.1:1'],
  ['REQUESTS_CA_BUNDLE', '/nowhere.pem'],
  ['NETRC', '/nowhere/netrc'],
];

/** Options of the clients underneath and of Node: published gadgets, and similar ones. */
export const FOREIGN: readonly Pollution[] = [
  ['transport', { request: called }],
  ['adapter', called],
  ['parseReviver', called],
  ['validateStatus', called],
  ['baseURL', EVIL],
  ['allowAbsoluteUrls', false],
  ['socketPath', '/nowhere.sock'],
  ['beforeRedirect', called],
  ['proxy', { host: '127.0.0.1', port: 1, ...evilPair }],
  ['transformRequest', called],
  ['transformResponse', called],
  ['paramsSerializer', called],
  ['maxContentLength', 1],
  ['maxBodyLength', 1],
  ['decompress', false],
  ['responseType', 'json'],
  ['responseEncoding', 'utf16le'],
  ['withXSRFToken', true],
  ['xsrfCookieName', 'evil'],
  ['getHeaders', () => ({ 'X-Evil': '1' })],
  ['username', 'evil'],
  ['password', 'evil'],
  ['method', 'DELETE'],
  ['body', 'evil'],
  ['path', '/evil'],
  ['query', { evil: '1' }],
  ['origin', EVIL],
  ['dispatcher', { dispatch: called }],
  ['interceptors', [called]],
  ['redirect', 'error'],
  ['follow', 20],
  ['size', 1],
  ['compress', true],
  ['agent', { addRequest: called }],
  ['httpAgent', { addRequest: called }],
  ['httpsAgent', { addRequest: called }],
  ['createConnection', called],
  ['insecureHTTPParser', true],
  ['setHost', false],
  ['host', 'evil.invalid'],
  ['hostname', 'evil.invalid'],
  ['port', 1],
  ['protocol', 'evil:'],
  ['defaultPort', 1],
  ['localAddress', '192.0.2.1'],
  ['family', 6],
  ['upgrade', 'evil'],
  ['expectContinue', true],
  ['reset', true],
  ['blocking', true],
  ['headersTimeout', 1],
  ['bodyTimeout', 1],
  ['maxHeaderSize', 1],
  ['throwOnError', true],
  ['servername', 'evil.invalid'],
  ['rejectUnauthorized', false],
  ['ca', 'evil'],
  ['referrer', EVIL],
  ['referrerPolicy', 'unsafe-url'],
  ['duplex', 'full'],
  ['reviver', called],
  ['status', 500],
  ['reason', 'evil'],
];

/** Names that could become a header, a cookie or a framing, with a second request in the value. */
export const SMUGGLING: readonly Pollution[] = [
  ['x-injected', SMUGGLED],
  ['X-Injected', SMUGGLED],
  ['host', SMUGGLED],
  ['Host', SMUGGLED],
  ['content-length', '1'],
  ['Content-Length', SMUGGLED],
  ['transfer-encoding', 'chunked'],
  ['Transfer-Encoding', SMUGGLED],
  ['connection', 'close'],
  ['expect', '100-continue'],
  ['authorization', SMUGGLED],
  ['cookie', SMUGGLED],
  ['content-type', SMUGGLED],
  ['common', { 'X-Evil': SMUGGLED }],
  ['0', SMUGGLED],
  ['', SMUGGLED],
];

/**
 * These turn every property descriptor written as an object literal into an accessor's, in every library and in Node
 * itself: all that can be promised is that nothing else is sent.
 */
export const DESCRIPTORS: readonly Pollution[] = [
  ['get', called],
  ['set', called],
  ['value', 'evil'],
  ['writable', true],
];

export const POLLUTIONS: readonly Pollution[] = [...OWN, ...FOREIGN, ...SMUGGLING];

export interface ListedPollution {
  /** Its index in the list. */
  readonly index: number;
  readonly name: string;
  readonly value: unknown;
}

/** Splits a list into batches of at most `size`, none with a name twice or with both options and smuggled headers. */
export function batches(list: readonly Pollution[], size: number): ListedPollution[][] {
  const split: ListedPollution[][] = [];
  let names = new Set<string>();
  for (const [index, [name, value]] of list.entries()) {
    const last = split.at(-1);
    if (last === undefined || last.length >= size || names.has(name) || list[index] === SMUGGLING[0]) {
      split.push([{ index, name, value }]);
      names = new Set([name]);
    } else {
      last.push({ index, name, value });
      names.add(name);
    }
  }
  return split;
}

/**
 * Names that Node's own modules read from `Object.prototype` whatever they are given, so that no library can prevent
 * it: `http` copies its options into an ordinary object, and the built-in fetch makes such objects inside.
 */
export const FOLLOWED_BY_NODE: Readonly<Record<string, ReadonlySet<string>>> = {
  undici: new Set(),
  http: new Set(['timeout', 'signal']),
  'node-fetch': new Set(['timeout', 'signal']),
  axios: new Set(['timeout', 'signal']),
  'built-in fetch': new Set([
    'timeout',
    'signal',
    'body',
    'query',
    'dispatcher',
    'reset',
    'status',
    'throwOnError',
    '0',
  ]),
  vulnerable: new Set(['timeout', 'signal', '0']),
};
