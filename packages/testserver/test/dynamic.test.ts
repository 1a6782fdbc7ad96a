import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startHttpbin } from '../src/index.ts';
import { fetchFrom } from './loopback-client.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startHttpbin();
});
afterAll(() => server.close());

describe('bytes', () => {
  test.each([
    ['/bytes/16', 16],
    ['/bytes/0', 0],
    ['/bytes/999999', 102_400],
    ['/stream-bytes/1024', 1024],
    ['/stream-bytes/0', 0],
  ])('%s returns %i bytes', async (path, length) => {
    const { headers, body } = await fetchFrom(server.origin + path);
    expect(body.length).toBe(length);
    expect(headers['content-type']).toBe('application/octet-stream');
    const isStreamed = path.startsWith('/stream');
    expect(headers['transfer-encoding']).toBe(isStreamed ? 'chunked' : undefined);
    expect(headers['content-length']).toBe(isStreamed ? undefined : String(length));
  });

  test('depend only on the seed, streamed or not', async () => {
    const [first, again, streamed, other] = await Promise.all(
      ['bytes/64?seed=7', 'bytes/64?seed=7', 'stream-bytes/64?seed=7&chunk_size=10', 'bytes/64?seed=8'].map(
        async (path) => (await fetchFrom(`${server.origin}/${path}`)).body.toString('hex'),
      ),
    );
    expect([again, streamed]).toEqual([first, first]);
    expect(other).not.toBe(first);
    expect(new Set(Buffer.from(first ?? '', 'hex')).size).toBeGreaterThan(40);
  });
});

describe('time', () => {
  test('/stream sends the requested number of JSON lines', async () => {
    const { headers, body } = await fetchFrom(`${server.origin}/stream/3?a=1`);
    expect(headers['transfer-encoding']).toBe('chunked');
    const lines = body
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ id, args }) => [id, args])).toEqual([0, 1, 2].map((id) => [id, { a: '1' }]));
    expect(Object.keys(lines[0]).sort()).toEqual(['args', 'headers', 'id', 'origin', 'url']);
  });

  test('/drip sends its bytes slowly, with the given status', async () => {
    const start = performance.now();
    const { status, headers, body, chunks } = await fetchFrom(
      `${server.origin}/drip?numbytes=4&duration=0.2&delay=0.1&code=503`,
    );
    expect(performance.now() - start).toBeGreaterThan(240);
    expect([status, headers['content-length'], body.toString()]).toEqual([503, '4', '****']);
    expect(chunks.length).toBeGreaterThan(1);
  });

  test('/drip rejects a number of bytes that is not positive', async () => {
    for (const count of ['0', '-5', 'x'])
      expect((await fetchFrom(`${server.origin}/drip?numbytes=${count}`)).status).toBe(400);
  });

  test('/delay describes the request after the delay', async () => {
    const start = performance.now();
    const { json } = await fetchFrom(`${server.origin}/delay/0.2`, { method: 'POST', body: 'x' });
    expect(performance.now() - start).toBeGreaterThan(190);
    expect(json).toMatchObject({ data: 'x', form: {}, files: {} });
    expect((await fetchFrom(`${server.origin}/delay/soon`)).status).toBe(400);
  });
});

describe('/range', () => {
  test.each([
    [undefined, 200, 'abcdefghijklmnopqrstuvwxyzabcd', 'bytes 0-29/30'],
    ['bytes=0-4', 206, 'abcde', 'bytes 0-4/30'],
    ['bytes=25-', 206, 'zabcd', 'bytes 25-29/30'],
    ['bytes=-3', 206, 'bcd', 'bytes 27-29/30'],
    ['bytes=-99', 200, 'abcdefghijklmnopqrstuvwxyzabcd', 'bytes 0-29/30'],
    ['lines=1-2', 200, 'abcdefghijklmnopqrstuvwxyzabcd', 'bytes 0-29/30'],
    ['bytes=30-', 416, '', 'bytes */30'],
    ['bytes=5-4', 416, '', 'bytes */30'],
    ['bytes=0-30', 416, '', 'bytes */30'],
  ])('Range %s is %i', async (range, status, text, contentRange) => {
    const answer = await fetchFrom(`${server.origin}/range/30`, {
      headers: range === undefined ? {} : { Range: range },
    });
    expect([answer.status, answer.body.toString(), answer.headers['content-range']]).toEqual([
      status,
      text,
      contentRange,
    ]);
    expect(answer.headers).toMatchObject({
      'accept-ranges': 'bytes',
      etag: 'range30',
      'content-length': String(text.length),
    });
  });

  test('limits the number of bytes, and can be slow', async () => {
    expect((await fetchFrom(`${server.origin}/range/0`)).status).toBe(404);
    expect((await fetchFrom(`${server.origin}/range/102401`)).status).toBe(404);
    const start = performance.now();
    const { body } = await fetchFrom(`${server.origin}/range/20?duration=0.2&chunk_size=5`);
    expect(body.length).toBe(20);
    expect(performance.now() - start).toBeGreaterThan(140);
  });
});

describe('caching', () => {
  test.each([
    ['/cache', {}, 200],
    ['/cache', { 'If-Modified-Since': 'x' }, 304],
    ['/cache', { 'If-None-Match': 'x' }, 304],
    ['/etag/t', {}, 200],
    ['/etag/t', { 'If-None-Match': 'W/"t"' }, 304],
    ['/etag/t', { 'If-None-Match': '"a", "t"' }, 304],
    ['/etag/t', { 'If-None-Match': '*' }, 304],
    ['/etag/t', { 'If-None-Match': '"a"' }, 200],
    ['/etag/t', { 'If-Match': '"a"' }, 412],
    ['/etag/t', { 'If-Match': '"t"' }, 200],
  ])('%s with %j is %i', async (path, headers, status) => {
    const answer = await fetchFrom(server.origin + path, { headers });
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.json).toMatchObject({ args: {}, url: server.origin + path });
  });

  test('send ETag and Last-Modified', async () => {
    expect((await fetchFrom(`${server.origin}/cache`)).headers).toMatchObject({
      etag: expect.stringMatching(/^[\da-f]{32}$/),
      'last-modified': expect.stringMatching(/ GMT$/),
    });
    expect((await fetchFrom(`${server.origin}/cache/60`)).headers['cache-control']).toBe('public, max-age=60');
    expect((await fetchFrom(`${server.origin}/etag/t`)).headers.etag).toBe('t');
  });
});

describe('/response-headers', () => {
  test.each(['GET', 'POST'])('sends and lists the headers of the query (%s)', async (method) => {
    const path = '/response-headers?animal=dog&animal=cat&X-One=1';
    const { headers, rawHeaders, body, json } = await fetchFrom(server.origin + path, { method });
    expect(headers).toMatchObject({ 'x-one': '1', 'content-type': 'application/json' });
    expect(rawHeaders.filter((_, i) => rawHeaders[i - 1] === 'animal')).toEqual(['dog', 'cat']);
    expect(json).toEqual({
      'Content-Type': 'application/json',
      'Content-Length': String(body.length),
      animal: ['dog', 'cat'],
      'X-One': '1',
    });
  });

  test('ignores headers that would change the framing', async () => {
    const { status, body } = await fetchFrom(
      `${server.origin}/response-headers?Content-Length=1&Transfer-Encoding=chunked`,
    );
    expect(status).toBe(200);
    expect(JSON.parse(body.toString())['Content-Length']).toBe(String(body.length));
  });
});

describe('/links', () => {
  test('links to the other pages, in HTML and in a Link header', async () => {
    const { headers, body } = await fetchFrom(`${server.origin}/links/3/1`);
    expect(body.toString()).toContain("<a href='/links/3/0'>0</a> 1 <a href='/links/3/2'>2</a> ");
    expect(headers['link']).toBe(
      '</links/3/0>; rel="first", </links/3/0>; rel="prev", </links/3/2>; rel="next", </links/3/2>; rel="last"',
    );
    expect((await fetchFrom(`${server.origin}/links/1/0`)).headers['link']).toBe(
      '</links/1/0>; rel="first", </links/1/0>; rel="last"',
    );
  });
});
