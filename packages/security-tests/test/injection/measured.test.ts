import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ConnectionError,
  HeaderMap,
  InvalidHeader,
  InvalidSchema,
  type RequestOptions,
  Session,
  type Transport,
  UnsupportedByTransport,
} from '@req/core';
import { TRANSPORT_NAMES, TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { refused, sentOnce } from './support/checks.ts';
import { type Ask, type Client, over } from './support/client.ts';
import { LINES } from './support/fields.ts';
import { polluted } from './support/polluted.ts';
import { readBytes, valuesOf, WireServer } from './support/wire-server.ts';

let server: WireServer;
beforeAll(async () => {
  server = await WireServer.start();
});
afterAll(() => server.close());

const url = (path = '/'): string => server.origin + path;
const CRLF = LINES[0] as string;

interface Subject {
  readonly name: TransportName;
  readonly transport: Transport;
  readonly client: Client;
}

/** Inputs that clients were measured to handle differently: over each transport the result here is the same. */
function input(what: string, check: (subject: Subject) => Promise<void>): void {
  describe(`request-side injection, ${what}`, () => {
    describe.each(TRANSPORT_NAMES)('over %s', (name) => {
      const transport = TRANSPORTS[name]();
      afterAll(() => transport.close());
      test('holds', () => check({ name, transport, client: over(transport) }));
    });
  });
}

const post = (options: RequestOptions): Ask => ({ url: url(), method: 'POST', options });
const withHeaders = (headers: RequestOptions['headers']): Ask => ({
  url: url(),
  options: { headers: headers as never },
});

/** Sends it, or fails before a byte is sent. */
async function sentOrUnsupported({ transport, client }: Subject, capability: string, ask: Ask): Promise<string | null> {
  if (transport.capabilities.has(capability as never)) {
    await client(ask);
    return server.take();
  }
  await refused(server, client, ask, UnsupportedByTransport);
  return null;
}

input('header value with CRLF: InvalidHeader', async ({ client }) => {
  await refused(server, client, withHeaders({ 'X-A': CRLF }), InvalidHeader);
});

input('header value with NUL: InvalidHeader', async ({ client }) => {
  await refused(server, client, withHeaders({ 'X-A': 'a\0b' }), InvalidHeader);
});

input('header value U+010A U+010D: InvalidHeader', async ({ client }) => {
  await refused(server, client, withHeaders({ 'X-A': 'a\u010d\u010ab' }), InvalidHeader);
});

input('header name with space: InvalidHeader', async ({ client }) => {
  await refused(server, client, withHeaders({ 'X Y': 'a' }), InvalidHeader);
});

input('method with CRLF or space: TypeError', async ({ client }) => {
  for (const method of [`GET${CRLF}`, 'GET /x HTTP/1.1', 'G T']) {
    await refused(server, client, { url: url(), method }, TypeError);
  }
});

input('path with CRLF: %0D%0A', async ({ client }) => {
  const { line } = await sentOnce(server, client, { url: url(`/${CRLF}`) });
  expect(line).toBe('GET /a%0D%0AX-Injected:%201 HTTP/1.1');
});

input('Host override: sent as it is, or UnsupportedByTransport, never dropped in silence', async (subject) => {
  const bytes = await sentOrUnsupported(subject, 'host-header', withHeaders({ Host: 'b.test:81' }));
  if (bytes !== null) expect(valuesOf(readBytes(bytes), 'host')).toEqual(['b.test:81']);
});

input('Content-Length that is not the body’s: replaced by the right one', async ({ client }) => {
  for (const length of ['1', '99', '+3', 'x']) {
    const head = await sentOnce(server, client, post({ data: 'abc', headers: { 'Content-Length': length } }));
    expect([valuesOf(head, 'content-length'), head.body]).toEqual([['3'], 'abc']);
  }
});

input('Transfer-Encoding: chunked and a known body: one framing', async ({ client }) => {
  const head = await sentOnce(server, client, post({ data: 'abc', headers: { 'Transfer-Encoding': 'chunked' } }));
  expect(valuesOf(head, 'content-length')).toEqual(['3']);
  expect(valuesOf(head, 'transfer-encoding')).toEqual([]);
  expect(head.body).toBe('abc');
});

input('Content-Length twice: once, the right one', async ({ client }) => {
  const headers = new HeaderMap([
    ['Content-Length', '3'],
    ['content-length', '9'],
  ]);
  const head = await sentOnce(server, client, post({ data: 'abc', headers }));
  expect(valuesOf(head, 'content-length')).toEqual(['3']);
});

input('GET with body: sent with its length, or UnsupportedByTransport', async (subject) => {
  const bytes = await sentOrUnsupported(subject, 'get-body', { url: url(), options: { data: 'abc' } });
  if (bytes === null) return;
  const head = readBytes(bytes);
  expect([head.line, valuesOf(head, 'content-length'), head.body]).toEqual(['GET / HTTP/1.1', ['3'], 'abc']);
});

input('Expect: 100-continue: sent, or UnsupportedByTransport', async (subject) => {
  const ask = post({ data: 'abc', headers: { Expect: '100-continue' } });
  const bytes = await sentOrUnsupported(subject, 'hop-headers', ask);
  if (bytes !== null) expect(valuesOf(readBytes(bytes), 'expect')).toEqual(['100-continue']);
});

input('data: URL: InvalidSchema, given or redirected to, and no transport serves it', async ({ client, transport }) => {
  for (const given of ['data:text/plain,x', 'DATA:text/plain,x', 'data://a/text/plain,x']) {
    await refused(server, client, { url: given }, InvalidSchema);
  }
  const away = await WireServer.start('HTTP/1.1 302 Found\r\nLocation: data:text/plain,x\r\nContent-Length: 0\r\n\r\n');
  await expect(client({ url: `${away.origin}/` })).rejects.toThrow(InvalidSchema);
  await away.close();
  const session = new Session({ transport, trustEnv: false });
  session.mount('data:', transport);
  await expect(session.get('data:text/plain,x')).rejects.toThrow();
});

input('part filename with CRLF and ": percent-escaped', async ({ client }) => {
  const head = await sentOnce(server, client, post({ files: { 'f"\r\nX-Injected: 1': [`n"${CRLF}.txt`, 'c'] } }));
  expect(head.body.split('\r\n').slice(1, 4)).toEqual([
    'Content-Disposition: form-data; name="f%22%0D%0AX-Injected: 1"; filename="n%22a%0D%0AX-Injected: 1.txt"',
    '',
    'c',
  ]);
});

input('part content type with CRLF: InvalidHeader', async ({ client }) => {
  await refused(server, client, post({ files: { f: ['n', 'c', CRLF] } }), InvalidHeader);
});

input('multipart boundary: 128 bits of crypto, whatever Math.random says', async ({ client }) => {
  const random = Math.random;
  Math.random = () => 0.5;
  try {
    const form = new FormData();
    form.append('a', 'b');
    const boundaries = new Set<string>();
    for (const options of [{ files: { f: 'x' } }, { files: { f: 'x' } }, { data: form }, { data: form }]) {
      const [type = ''] = valuesOf(await sentOnce(server, client, post(options)), 'content-type');
      const [, boundary = ''] = /^multipart\/form-data; boundary=([0-9a-f]{32})$/.exec(type) ?? [];
      boundaries.add(boundary);
    }
    expect([boundaries.size, boundaries.has('')]).toEqual([4, false]);
  } finally {
    Math.random = random;
  }
});

input('polluted Object.prototype: not a byte is different', async ({ client, name }) => {
  const plain = await bytesOf(client);
  const headers = { 'X-Injected': '1', Authorization: 'Basic eA==' };
  for (const [key, value] of Object.entries({ headers, body: 'ghost', path: '/ghost', socketPath: '/tmp/ghost' })) {
    const sent = await polluted({ [key]: value }, () => bytesOf(client)).catch((error: unknown) => error);
    // The fetch of newer Node versions reads it when connecting, whatever its options say: then nothing is sent.
    if (key === 'socketPath' && name === 'built-in fetch' && sent instanceof ConnectionError) continue;
    expect([key, sent]).toEqual([key, plain]);
  }
});

async function bytesOf(client: Client): Promise<string> {
  await client({ url: url('/a?b=c') });
  const get = await server.take();
  await client({ url: url(), method: 'POST', options: { json: { a: 1 }, headers: { 'X-A': 'b' } } });
  return get + (await server.take());
}
