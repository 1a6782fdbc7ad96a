// Jest in its default mode, CommonJS, without settings. JavaScript that imports and TypeScript become this too.
const { createServer } = require('node:http');
const axios = require('axios');
const requests = require('@req/requests');
const { AxiosTransport } = require('@req/transport-axios');
const { FetchTransport } = require('@req/transport-fetch');
const { HttpTransport } = require('@req/transport-http');
const { UndiciTransport } = require('@req/transport-undici');

const SHIFT_JIS = Buffer.from('82b182f182c982bf82cd', 'hex');
const server = createServer((request, response) => {
  if (request.url === '/reset') response.destroy();
  if (request.url === '/cookie') response.setHeader('Set-Cookie', 'a=1');
  response.setHeader('Content-Type', 'text/plain; charset=shift_jis');
  response.end(request.url === '/text' ? SHIFT_JIS : JSON.stringify(request.headers));
});
let base;
beforeAll(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
});
afterAll(() => server.close());

test.each([
  ['undici', () => new UndiciTransport()],
  ['http', () => new HttpTransport()],
  ['fetch', () => new FetchTransport(globalThis.fetch)],
  // In jsdom, axios is its build for browsers, which asks for permission to send to another origin.
  ...(typeof document === 'undefined' ? [['axios', () => new AxiosTransport(axios.create())]] : []),
])('a session over %s', async (_name, make) => {
  const session = new requests.Session({ transport: make(), trustEnv: false });
  await session.get(`${base}/cookie`);
  expect((await session.get(`${base}/x`)).json().cookie).toBe('a=1');
  expect((await session.get(`${base}/text`)).text).toBe('こんにちは');
  await expect(session.get(`${base}/reset`)).rejects.toThrow(requests.ConnectionError);
  await session.close();
});

test('the functions', async () => {
  const r = await requests.get(`${base}/x`);
  expect(r.statusCode).toBe(200);
  expect(requests.default.get).toBe(requests.get);
});
