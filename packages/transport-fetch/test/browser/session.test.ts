import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startHttpbin } from '@req/testserver';
import { build } from 'esbuild';

const RUSSIAN = 'Съешь же ещё этих мягких французских булок, да выпей чаю';
const bytes = (latin1: string): Buffer => Buffer.from(latin1, 'latin1');

/** Text and what it is in an encoding, made by other means than ours. */
const RUSSIAN_1251 = bytes(
  '\xd1\xfa\xe5\xf8\xfc \xe6\xe5 \xe5\xf9\xb8 \xfd\xf2\xe8\xf5 \xec\xff\xe3\xea\xe8\xf5 \xf4\xf0\xe0\xed\xf6\xf3\xe7\xf1\xea\xe8\xf5 \xe1\xf3\xeb\xee\xea, \xe4\xe0 \xe2\xfb\xef\xe5\xe9 \xf7\xe0\xfe',
);
const JAPANESE = 'これは日本語の文章です。';
const JAPANESE_SJIS = bytes(
  '\x82\xb1\x82\xea\x82\xcd\x93\xfa\x96\x7b\x8c\xea\x82\xcc\x95\xb6\x8f\xcd\x82\xc5\x82\xb7\x81\x42',
);

const BODIES: Readonly<Record<string, readonly [type: string | null, body: Buffer]>> = {
  '/latin-1': ['text/html', bytes('caf\xe9')],
  '/utf-8': ['application/xml', Buffer.from('<a>ä</a>')],
  '/png': ['image/png', bytes('\x89PNG\r\n\x1a\n\0\0\xff')],
  '/octets': ['application/octet-stream', RUSSIAN_1251],
  '/windows-1251': ['application/xml', RUSSIAN_1251],
  '/shift_jis': [null, JAPANESE_SJIS],
  '/koi8-r': ['text/plain; charset=KOI8-R', bytes('\xf0\xd2\xc9\xd7\xc5\xd4')],
  '/x-nope': ['text/plain; charset=x-nope', Buffer.from('ä')],
  '/utf-16-json': ['application/vnd.api+json', Buffer.from('{"a":"ä"}', 'utf16le')],
};

let httpbin: RunningServer;
let raw: Server;
let folder: string;
const pages = new Map<string, Promise<Record<string, unknown>>>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'req-page-'));
  await Promise.all([bundle('page.mjs', ['@req/source']), bundle('worker.mjs', ['@req/source', 'workerd'])]);
  httpbin = await startHttpbin();
  raw = createServer((request, response) => {
    const [type, body] = BODIES[request.url ?? ''] ?? [null, Buffer.alloc(0)];
    if (type !== null) response.setHeader('Content-Type', type);
    response.end(body);
  });
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
});

function bundle(file: string, conditions: string[]): Promise<unknown> {
  return build({
    stdin: {
      contents: `export * as charset from '@req/charset';
        export { codecs, FunctionTransport, HTTPDigestAuth, Response, Session } from '@req/core';
        export { FetchTransport } from '@req/transport-fetch';`,
      resolveDir: import.meta.dirname,
      sourcefile: 'page.js',
    },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    conditions,
    // Node's fetch needs its globals; the bundle is not to.
    banner: { js: 'const process = undefined, Buffer = undefined, global = undefined, require = undefined;' },
    outfile: join(folder, file),
    logLevel: 'silent',
  });
}

afterAll(async () => {
  raw.closeAllConnections();
  await new Promise((resolve) => raw.close(resolve));
  await httpbin.close();
  await rm(folder, { recursive: true, force: true });
});

/** The results of steps of `page.mjs`; each list of them runs once. */
function run(names: string, file = 'page.mjs'): Promise<Record<string, unknown>> {
  let page = pages.get(file + names);
  if (page === undefined) {
    const { port } = raw.address() as AddressInfo;
    const bundle = pathToFileURL(join(folder, file)).href;
    page = promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, 'page.mjs'), bundle, httpbin.origin, `http://127.0.0.1:${port}`, names],
      { timeout: 100_000 },
    ).then(({ stdout }) => JSON.parse(stdout) as Record<string, unknown>);
    pages.set(file + names, page);
  }
  return page;
}

const unsupported = (capability: string): unknown =>
  expect.objectContaining({
    error: 'UnsupportedByTransport',
    message: expect.stringContaining(`lacks the capability '${capability}'`) as unknown,
  });

describe('a session in a bundle for browsers', () => {
  test('holds nothing of Node', async () => {
    expect(await readFile(join(folder, 'page.mjs'), 'utf8')).not.toMatch(/["']node:/);
  });

  test('gets, posts, decodes, and fails as anywhere', async () => {
    const r = await run('all');
    expect(r['json']).toEqual([200, { q: 'ä b' }, '1']);
    expect(r['posts']).toEqual([{ a: [1, null] }, { a: ['1', '2'] }]);
    expect(r['gzip']).toBe(true);
    expect(r['status']).toMatchObject({ error: 'HTTPError' });
    expect(r['notJson']).toMatchObject({
      error: 'JSONDecodeError',
      message: expect.stringMatching(
        /^Expecting value: line 1 column 1 \(char 0\) in a 200 response with Content-Type 'text\/html' for url: http:/,
      ),
    });
    expect(r['timeout']).toMatchObject({ error: 'ReadTimeout' });
    expect(r['abort']).toMatchObject({ error: 'AbortError' });
    expect(r['basic']).toBe(200);
    expect(r['ownTransport']).toEqual({ a: 1 });
    expect(r['tooLarge']).toMatchObject({ error: 'ContentTooLarge' });
    expect(r['save']).toEqual(unsupported('files'));
  });

  test('reads the encodings that the platform knows', async () => {
    const r = await run('all');
    expect(r['latin1']).toBe('café');
    expect(r['utf8WithoutCharset']).toEqual([null, 'utf-8', '<a>ä</a>']);
    expect(r['setByHand']).toBe(RUSSIAN);
    expect(r['named']).toBe('Привет');
    expect(r['utf16Json']).toEqual({ a: 'ä' });
    expect(r['streamedText']).toBe('Привет');
    expect(r['binary']).toEqual([null, 11, '[object Uint8Array]']);
  });

  test('reads what it cannot name, and encodings that nobody knows, as UTF-8 with U+FFFD', async () => {
    const r = await run('all');
    expect(r['unknown']).toBe('ä');
    expect(r['windows1251']).toEqual([null, 'utf-8', expect.stringMatching(/^\ufffd+ \ufffd/)]);
    expect(r['octets']).toMatch(/^\ufffd+ \ufffd/);
    expect(r['utf7']).toBe('+AOQ-');
  });

  test('reads and detects them all with @req/charset', async () => {
    const r = await run('withCharset,windows1251,shiftJis,octets,utf7,unknown,latin1,named');
    expect(r['windows1251']).toEqual([null, 'Windows-1251', RUSSIAN]);
    expect(r['shiftJis']).toEqual([null, 'SHIFT_JIS', JAPANESE]);
    expect(r['octets']).toBe(RUSSIAN);
    expect(r['utf7']).toBe('ä');
    expect([r['unknown'], r['latin1'], r['named']]).toEqual(['ä', 'café', 'Привет']);
  });

  test('follows, authenticates, uploads and iterates as anywhere', async () => {
    const r = await run('all');
    expect(r['lines']).toEqual([0, 1, 2]);
    expect(r['repairedUrl']).toBe('/anything/%7e#part');
    expect(r['below']).toBe('/anything/users?a=1');
    expect(r['multipart']).toEqual([{ a: '1' }, { file: 'content' }]);
    expect(r['formData']).toEqual([{ a: '1' }, { file: 'content' }]);
    expect(r['digest']).toEqual([200, 1]);
    expect(r['hook']).toEqual([200]);
    expect(r['asFetch']).toEqual([200, 'text']);
  });

  test('sends a body of known length as a Blob: browsers do not stream uploads over HTTP/1.1', async () => {
    const r = await run('all');
    expect(r['uploads']).toEqual([
      ['Blob', null],
      ['Blob', null],
      ['Uint8Array', null],
      ['ReadableStream', 'half'],
    ]);
    expect(r['streamWithoutHttp2']).toEqual(unsupported('streaming-upload'));
    expect(r['brokenUpload']).toMatchObject({ error: 'RangeError' });
  });

  test('leaves cookies to the browser: the jar is empty, and a cookie put into it is an error', async () => {
    const r = await run('all');
    expect(r['cookies']).toEqual([0, {}, null]);
    expect(r['noCookies']).toBe(0);
    for (const step of ['setCookie', 'cookiesOfSession', 'cookiesOfRequest'])
      expect(r[step]).toEqual(unsupported('cookies'));
  });

  test('leaves redirects to the browser, which hides them', async () => {
    const r = await run('all');
    expect(r['redirected']).toEqual([200, '/get', 0, '1']);
    expect(r['postRedirected']).toEqual(['/anything', 'GET']);
    expect(r['asFetchRedirected']).toEqual([200, true, '/get']);
    expect(r['notFollowed']).toEqual([302, null]);
  });

  test('does not let the browser follow a redirect with a sensitive header', async () => {
    const { redirectWithKey } = await run('all');
    expect(redirectWithKey).toEqual(unsupported('redirects'));
  });

  test("leaves URLs to the browser's parser, but for those that it would read as another host", async () => {
    const r = await run('all');
    expect(r['addresses']).toBe(httpbin.origin);
    expect(r['noScheme']).toMatchObject({ error: 'MissingSchema' });
    for (const step of ['noHost', 'badHost', 'longLabel', 'emptyLabel', 'backslash'])
      expect([step, r[step]]).toMatchObject([step, { error: 'InvalidURL' }]);
  });

  test('leaves the choice of hosts to the Content Security Policy', async () => {
    const r = await run('all');
    for (const step of ['allowed', 'refused', 'privateNetworks']) expect(r[step]).toEqual(unsupported('address-guard'));
  });

  test('leaves decoding to the browser: a body that was made up has no Content-Encoding', async () => {
    expect((await run('all'))['decodedHere']).toEqual(unsupported('raw-body'));
  });

  test('refuses what a fetch cannot do, before anything is sent', async () => {
    const r = await run('all');
    expect(r['proxy']).toEqual(unsupported('proxy'));
    expect(r['sessionProxy']).toEqual(unsupported('socks'));
    expect(r['misspelt']).toEqual(unsupported('proxy'));
    expect(r['verify']).toEqual(unsupported('tls'));
    expect(r['bundle']).toEqual(unsupported('tls'));
    expect(r['cert']).toEqual(unsupported('client-cert'));
    expect(r['host']).toEqual(unsupported('host-header'));
    expect(r['badPort']).toEqual(unsupported('bad-ports'));
    expect(r['trace']).toEqual(unsupported('any-method'));
    expect(r['rewritten']).toEqual(unsupported('raw-target'));
  });

  test.each([
    ['hook', 200],
    ['proxy', 'proxy'],
    ['refused', 'address-guard'],
    ['verify', 'tls'],
    ['host', 'host-header'],
    ['badPort', 'bad-ports'],
    ['trace', 'any-method'],
    ['rewritten', 'raw-target'],
    ['multipart', 'content'],
    ['lines', '0,1,2'],
    ['digest', 200],
  ])('has no need of earlier requests for %s', async (step, expected) => {
    expect(JSON.stringify(await run(step))).toContain(String(expected));
  });
});

const OF_WORKERS =
  'repairedUrl,redirected,redirectWithKey,cookies,allowed,refused,badGuard,privateNetworks,decodedHere';

describe('a session in a bundle for Cloudflare Workers, whose fetch leaves cookies to the script', () => {
  test('keeps and sends cookies', async () => {
    const r = await run(OF_WORKERS, 'worker.mjs');
    expect(r['cookies']).toEqual([1, { a: 'b' }, 'b']);
  });

  test('follows redirects and writes URLs as on Node', async () => {
    const r = await run(OF_WORKERS, 'worker.mjs');
    expect(r['redirected']).toEqual([200, '/get', 2, '1']);
    expect(r['redirectWithKey']).toEqual(200);
    expect(r['repairedUrl']).toBe('/anything/~#part');
  });

  test('decodes bodies that its transport has not decoded', async () => {
    expect((await run(OF_WORKERS, 'worker.mjs'))['decodedHere']).toBe('gzipped');
  });

  test('guards its hosts from the first request on', async () => {
    const r = await run(OF_WORKERS, 'worker.mjs');
    expect(r['allowed']).toBe(200);
    expect(r['refused']).toMatchObject({ error: 'HostNotAllowed' });
    expect(r['badGuard']).toMatchObject({ error: 'TypeError' });
    expect(r['privateNetworks']).toEqual(unsupported('address-guard'));
  });
});
