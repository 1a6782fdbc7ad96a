import { afterEach, describe, expect, test } from '@jest/globals';
import { CookieJar, FunctionTransport, Request, retry, Session, type TransportRequest } from '@req/core';

const polluted = Object.prototype as unknown as Record<string, unknown>;
const pollute = (names: Record<string, unknown>): void => {
  Object.assign(polluted, names);
};

afterEach(() => {
  for (const name of Object.keys(polluted)) Reflect.deleteProperty(polluted, name);
});

async function sent(options?: object): Promise<TransportRequest> {
  let seen: TransportRequest | null = null;
  const transport = new FunctionTransport((request) => {
    seen = request;
    return {};
  });
  await new Session({ transport, trustEnv: false }).get('http://a.test/', options);
  return seen as unknown as TransportRequest;
}

describe('only own properties are options', () => {
  test.each([
    ['with no options at all', undefined],
    ['with an empty record', {}],
    ['with others', { headers: { a: 'b' } }],
  ])('%s: none is taken from Object.prototype', async (_, options) => {
    pollute({ params: { evil: '1' }, data: 'evil', proxies: { all: 'http://evil.test' }, timeout: { read: 1 } });
    pollute({ auth: ['evil', 'evil'], verify: false, signal: AbortSignal.abort(), cookies: { evil: '1' } });
    const { url, body, proxy, timeout, tls, headers } = await sent(options);
    expect({ url, body, proxy, timeout, verify: tls.verify }).toMatchObject({
      url: 'http://a.test/',
      body: null,
      proxy: null,
      timeout: { connect: null, read: null },
      verify: true,
    });
    expect([headers.get('authorization'), headers.get('cookie')]).toEqual([null, null]);
  });

  test('also of a request without a session, a timeout, a cookie and a retry policy', async () => {
    pollute({ read: 1, domain: 'evil.test', path: '/evil', json: { evil: 1 }, statusForcelist: [200], total: 3 });
    expect((await sent({ timeout: { connect: 5 } })).timeout).toMatchObject({ connect: 5, read: null });
    expect([...new CookieJar({ a: 'b' })][0]).toMatchObject({ domain: '', path: '/' });
    expect((await new Request('POST', 'http://a.test/', {}).prepare()).body).toBeNull();
    let times = 0;
    const transport = retry(
      new FunctionTransport(() => {
        times++;
        return {};
      }),
      {},
    );
    await new Session({ transport, trustEnv: false }).get('http://a.test/');
    expect(times).toBe(1);
  });

  test('head() still does not follow redirects', async () => {
    pollute({ allowRedirects: true });
    const transport = new FunctionTransport(() => ({ status: 302, headers: { Location: '/on' } }));
    expect((await new Session({ transport, trustEnv: false }).head('http://a.test/', {})).statusCode).toBe(302);
  });
});

test('environment variables are not taken from Object.prototype', async () => {
  pollute({ http_proxy: 'http://evil.test', HTTP_PROXY: 'http://evil.test', NETRC: '/nowhere', CURL_CA_BUNDLE: '/no' });
  let seen: TransportRequest | null = null;
  const transport = new FunctionTransport((request) => {
    seen = request;
    return {};
  });
  await new Session({ transport }).get('http://env.test/');
  expect((seen as unknown as TransportRequest).proxy).toBeNull();
});

test('an instance with getters is a file; a record with inherited names is not', async () => {
  pollute({ getReader: () => {}, pipe: () => {}, path: '/evil/name', name: 'evil' });
  const form = await new Request('POST', 'http://a.test/', { data: { a: 'b' } }).prepare();
  expect(form.body).toBe('a=b');
  const file = await new Request('POST', 'http://a.test/', { files: { f: new Uint8Array([65]) } }).prepare();
  expect(Buffer.from(file.body as Uint8Array).toString()).toContain('filename="f"');
});
