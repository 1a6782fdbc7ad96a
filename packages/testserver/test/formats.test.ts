import zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startHttpbin } from '../src/index.ts';
import { fetchFrom } from './loopback-client.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startHttpbin();
});
afterAll(() => server.close());

const zstd = Reflect.get(zlib, 'zstdDecompressSync') as ((bytes: Buffer) => Buffer) | undefined;

describe('content codings', () => {
  test.each([
    ['/gzip', 'gzip', 'gzipped', zlib.gunzipSync],
    ['/deflate', 'deflate', 'deflated', zlib.inflateSync],
    ['/brotli', 'br', 'brotli', zlib.brotliDecompressSync],
    ...(zstd === undefined ? [] : [['/zstd', 'zstd', 'zstd', zstd] as const]),
  ] as const)('%s is %s', async (path, coding, mark, decode) => {
    const { headers, body } = await fetchFrom(server.origin + path);
    expect(headers['content-encoding']).toBe(coding);
    expect(headers['content-length']).toBe(String(body.length));
    const shown = JSON.parse(decode(body).toString());
    expect(shown).toMatchObject({ [mark]: true, method: 'GET', origin: '127.0.0.1', headers: { Connection: 'close' } });
  });

  test('/zstd exists if Node supports zstd', async () => {
    expect((await fetchFrom(`${server.origin}/zstd`)).status).toBe(zstd === undefined ? 404 : 200);
  });
});

describe('documents', () => {
  test.each([
    ['/html', 'text/html; charset=utf-8', '<h1>Herman Melville - Moby-Dick</h1>'],
    ['/xml', 'application/xml', '<slideshow title="Sample Slide Show"'],
    ['/encoding/utf8', 'text/html; charset=utf-8', '∮ E⋅da = Q'],
    ['/robots.txt', 'text/plain', 'User-agent: *\nDisallow: /deny\n'],
    ['/deny', 'text/plain', "YOU SHOULDN'T BE HERE"],
    ['/image/svg', 'image/svg+xml', '<svg '],
    ['/base64/SFRUUEJJTiBpcyBhd2Vzb21l', 'text/html; charset=utf-8', 'HTTPBIN is awesome'],
    ['/base64/4piV', 'text/html; charset=utf-8', '☕'],
    ['/base64/_w==', 'text/html; charset=utf-8', 'Incorrect Base64 data'],
    ['/base64/a', 'text/html; charset=utf-8', 'Incorrect Base64 data'],
    ['/', 'text/html; charset=utf-8', '<code>GET /get</code>'],
  ])('%s is %s', async (path, contentType, text) => {
    const { status, headers, body } = await fetchFrom(server.origin + path);
    expect([status, headers['content-type']]).toEqual([200, contentType]);
    expect(body.toString()).toContain(text);
  });

  test('/json is the sample slide show', async () => {
    const { json } = await fetchFrom(`${server.origin}/json`);
    expect(json.slideshow).toMatchObject({ author: 'Yours Truly', slides: [{ type: 'all' }, { title: 'Overview' }] });
  });

  test('/image/png is a valid PNG of 100 by 100 pixels', async () => {
    const { headers, body } = await fetchFrom(`${server.origin}/image/png`);
    expect(headers['content-type']).toBe('image/png');
    expect(body.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect([body.readUInt32BE(16), body.readUInt32BE(20)]).toEqual([100, 100]);
    const at = body.indexOf('IDAT');
    const data = body.subarray(at + 4, at + 4 + body.readUInt32BE(at - 4));
    expect(zlib.inflateSync(data).length).toBe(100 * 301);
    expect(body.readUInt32BE(at + 4 + data.length)).toBe(zlib.crc32(body.subarray(at, at + 4 + data.length)));
  });

  test.each([
    [undefined, 'image/png'],
    ['image/*', 'image/png'],
    ['image/svg+xml', 'image/svg+xml'],
    ['text/plain', 'application/json'],
  ])('/image for Accept %s is %s', async (accept, contentType) => {
    const answer = await fetchFrom(`${server.origin}/image`, {
      headers: accept === undefined ? {} : { Accept: accept },
    });
    expect(answer.headers['content-type']).toBe(contentType);
    expect(answer.status).toBe(accept === 'text/plain' ? 406 : 200);
  });
});

describe('/events', () => {
  test('is compact JSON, without gzip unless the client accepts it', async () => {
    const { headers, body, json } = await fetchFrom(`${server.origin}/events`);
    expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', vary: 'Accept-Encoding' });
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.toString()).toMatch(/^\[\{"repository":\{"open_issues":0,"url":"https:\/\/github\.com\//);
    expect(json).toHaveLength(30);
    expect(json[0]).toMatchObject({ type: 'PushEvent', public: true, payload: { message: 'naïve café' } });
  });

  test.each([
    ['gzip, deflate', 'gzip'],
    ['deflate;q=0.5, GZIP;q=0.1', 'gzip'],
    ['gzip;q=0', undefined],
    ['gzip; q=0.00', undefined],
    ['deflate', undefined],
  ])('with Accept-Encoding %s has Content-Encoding %s', async (accept, coding) => {
    const { headers, body } = await fetchFrom(`${server.origin}/events`, { headers: { 'Accept-Encoding': accept } });
    expect(headers['content-encoding']).toBe(coding);
    if (coding === undefined) expect(body[0]).toBe(0x5b);
    else expect(body.subarray(0, 9).toString('hex')).toBe('1f8b08000000000000');
  });
});
