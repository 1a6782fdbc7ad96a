import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startHttpbin } from '../src/index.ts';
import { fetchFrom } from './loopback-client.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startHttpbin();
});
afterAll(() => server.close());

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const BODY_KEYS = ['args', 'data', 'files', 'form', 'headers', 'json', 'origin', 'url'];

describe('the methods', () => {
  test('/get returns args, headers, origin and url', async () => {
    const { status, headers, json } = await fetchFrom(`${server.origin}/get?b=2&a=1`, {
      headers: { 'x-api-key': 'k' },
    });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(json).toEqual({
      args: { a: '1', b: '2' },
      headers: { Host: `127.0.0.1:${server.port}`, Connection: 'close', 'X-Api-Key': 'k' },
      origin: '127.0.0.1',
      url: `${server.origin}/get?b=2&a=1`,
    });
  });

  test.each(['post', 'put', 'patch', 'delete'])('/%s returns the body too', async (method) => {
    const { json } = await fetchFrom(`${server.origin}/${method}`, {
      method: method.toUpperCase(),
      headers: FORM,
      body: 'a=1',
    });
    expect(Object.keys(json)).toEqual(BODY_KEYS);
    expect(json).toMatchObject({ args: {}, data: '', files: {}, form: { a: '1' }, json: null });
  });

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('/anything accepts %s and names it', async (method) => {
    const { json } = await fetchFrom(`${server.origin}/anything/x/y?q=1`, {
      method,
      body: method === 'GET' ? '' : 'text',
    });
    expect(Object.keys(json)).toEqual([...BODY_KEYS.slice(0, 6), 'method', 'origin', 'url']);
    expect(json).toMatchObject({ method, args: { q: '1' }, url: `${server.origin}/anything/x/y?q=1` });
  });

  test.each([
    ['/get', 'POST', 'GET, HEAD, OPTIONS'],
    ['/post', 'GET', 'POST, OPTIONS'],
    ['/anything', 'PROPFIND', 'GET, POST, PUT, DELETE, PATCH, TRACE, HEAD, OPTIONS'],
  ])('%s rejects %s with an Allow header', async (path, method, allow) => {
    const refused = await fetchFrom(server.origin + path, { method });
    expect([refused.status, refused.headers.allow]).toEqual([405, allow]);
    const options = await fetchFrom(server.origin + path, { method: 'OPTIONS' });
    expect([options.status, options.headers.allow, options.body.length]).toEqual([200, allow, 0]);
  });

  test.each(['/get', '/image/png', '/json', '/encoding/utf8'])('HEAD %s has the headers of its GET', async (path) => {
    const got = await fetchFrom(server.origin + path);
    const head = await fetchFrom(server.origin + path, { method: 'HEAD' });
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(got.headers['content-length']);
    expect(head.headers['content-type']).toBe(got.headers['content-type']);
  });

  test('an unknown path is a 404', async () => {
    expect((await fetchFrom(`${server.origin}/nowhere`)).status).toBe(404);
    expect((await fetchFrom(`${server.origin}/redirect/x`)).status).toBe(404);
  });
});

describe('query and url', () => {
  test.each([
    ['a=1&a=2&b=3', { a: ['1', '2'], b: '3' }, 'a=1&a=2&b=3'],
    ['a=&b', { a: '', b: '' }, 'a=&b'],
    ['a=x+y%20z', { a: 'x y z' }, 'a=x+y%20z'],
    ['e=%26%3D&n=%E2%98%95', { e: '&=', n: '☕' }, 'e=%26%3D&n=☕'],
    ['bad=%FF', { bad: '�' }, 'bad=%FF'],
    ['?q=1', { '?q': '1' }, '?q=1'],
    ['__proto__=x', JSON.parse('{"__proto__":"x"}'), '__proto__=x'],
  ])('?%s', async (query, args, shown) => {
    const { json } = await fetchFrom(`${server.origin}/get?${query}`);
    expect(JSON.stringify(json.args)).toBe(JSON.stringify(args));
    expect(json.url).toBe(`${server.origin}/get?${shown}`);
  });

  test('accepts a target in absolute form, as a proxy would', async () => {
    const { json } = await fetchFrom(server.origin, {
      headers: { Host: 'example.org' },
      tls: { path: 'http://example.org/get?a=1' },
    });
    expect(json).toMatchObject({ args: { a: '1' }, url: 'http://example.org/get?a=1' });
  });
});

describe('headers', () => {
  test('have title-cased names, and repeated ones are joined', async () => {
    const raw = ['Host', 'h', 'x-3scale-ID', '1', 'WWW-thing', 'a', 'www-Thing', 'b'];
    const { json } = await fetchFrom(`${server.origin}/headers`, { headers: raw });
    expect(json.headers).toMatchObject({ 'X-3Scale-Id': '1', 'Www-Thing': 'a,b' });
  });

  test('of proxies are hidden without show_env', async () => {
    const headers = { Via: '1.1 p', 'X-Forwarded-For': '192.0.2.9', 'X-Forwarded-Proto': 'https' };
    const hidden = (await fetchFrom(`${server.origin}/get`, { headers })).json;
    expect(hidden.headers).not.toHaveProperty('Via');
    expect(hidden).toMatchObject({ origin: '192.0.2.9', url: `https://127.0.0.1:${server.port}/get` });
    expect((await fetchFrom(`${server.origin}/get?show_env=1`, { headers })).json.headers).toMatchObject({
      Via: '1.1 p',
    });
  });

  test('are also returned by /user-agent; /ip and /uuid return one value each', async () => {
    expect((await fetchFrom(`${server.origin}/ip`)).json).toEqual({ origin: '127.0.0.1' });
    const headers = { 'User-Agent': 'my-app/0.0.1' };
    expect((await fetchFrom(`${server.origin}/user-agent`, { headers })).json).toEqual({
      'user-agent': 'my-app/0.0.1',
    });
    expect((await fetchFrom(`${server.origin}/user-agent`)).json).toEqual({ 'user-agent': null });
    expect((await fetchFrom(`${server.origin}/uuid`)).json.uuid).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-/,
    );
  });
});

describe('bodies', () => {
  test.each([
    [
      'JSON',
      { 'Content-Type': 'application/json' },
      '{"a":[1,null]}',
      { data: '{"a":[1,null]}', json: { a: [1, null] } },
    ],
    ['text', {}, 'оживлённым', { data: 'оживлённым', json: null, form: {} }],
    ['bytes', {}, Buffer.from([0xff, 0]), { data: 'data:application/octet-stream;base64,/wA=', json: null }],
    ['a form', FORM, 'a=1&a=2&b=%C3%A9+', { data: '', form: { a: ['1', '2'], b: 'é ' } }],
    ['chunks', { 'Content-Type': 'application/json' }, ['{"a"', ':1}'], { data: '{"a":1}', json: { a: 1 } }],
    ['nothing', {}, '', { data: '', json: null, form: {}, files: {} }],
  ])('%s', async (_name, headers, body, wanted) => {
    const { json } = await fetchFrom(`${server.origin}/post`, { method: 'POST', headers, body });
    expect(json).toMatchObject(wanted);
  });

  test('a chunked upload is accepted, with its Transfer-Encoding among the headers', async () => {
    const { json } = await fetchFrom(`${server.origin}/post`, { method: 'POST', body: ['a', 'b'] });
    expect(json).toMatchObject({ data: 'ab', headers: { 'Transfer-Encoding': 'chunked' } });
  });

  test('are described in JSON as Flask writes it: sorted, indented, ASCII, with a final newline', async () => {
    const { body } = await fetchFrom(`${server.origin}/anything?z=1&a=%C3%A9`);
    expect(body.toString()).toMatch(/^\{\n {2}"args": \{\n {4}"a": "\\u00e9",\n {4}"z": "1"\n {2}\},\n/);
    expect(body.toString().endsWith('}\n')).toBe(true);
  });
});
