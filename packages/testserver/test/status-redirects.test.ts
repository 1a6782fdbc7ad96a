import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startHttpbin } from '../src/index.ts';
import { parseStatuses, pickStatus } from '../src/routes/status.ts';
import { fetchFrom } from './loopback-client.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startHttpbin();
});
afterAll(() => server.close());

describe('/status', () => {
  test.each([200, 204, 400, 404, 412, 500, 503, 599])('%i is returned', async (status) => {
    const answer = await fetchFrom(`${server.origin}/status/${status}`);
    expect([answer.status, answer.body.length]).toEqual([status, 0]);
  });

  test.each([301, 302, 303, 305, 307, 308])('%i redirects to /redirect/1', async (status) => {
    const answer = await fetchFrom(`${server.origin}/status/${status}`);
    expect([answer.status, answer.headers.location]).toEqual([status, '/redirect/1']);
  });

  test.each([
    [401, 'www-authenticate', 'Basic realm="Fake Realm"'],
    [407, 'proxy-authenticate', 'Basic realm="Fake Realm"'],
    [402, 'x-more-info', 'http://vimeo.com/22053820'],
    [406, 'content-type', 'application/json'],
    [418, 'x-more-info', 'http://tools.ietf.org/html/rfc2324'],
  ])('%i has %s: %s', async (status, name, value) => {
    const answer = await fetchFrom(`${server.origin}/status/${status}`);
    expect([answer.status, answer.headers[name]]).toEqual([status, value]);
  });

  test('418 is a teapot, whatever the method', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
      const { status, body } = await fetchFrom(`${server.origin}/status/418`, { method });
      expect([status, body.toString()]).toEqual([418, expect.stringContaining('-=[ teapot ]=-')]);
    }
  });

  test.each(['abc', '200,', '200:x', '99', '1000', '200:1:1', '200:-1'])('%s is not a valid status', async (codes) => {
    const { status, body } = await fetchFrom(`${server.origin}/status/${codes}`);
    expect([status, body.toString()]).toEqual([400, 'Invalid status code']);
  });

  test('a status is chosen from a list by weight', async () => {
    const choices = parseStatuses('200,404:2,500:1.5') ?? [];
    const total = 4.5;
    expect([0, 0.99, 1, 2.99, 3, 4.49].map((at) => pickStatus(choices, at / total))).toEqual([
      200, 200, 404, 404, 500, 500,
    ]);
    expect(pickStatus(parseStatuses('200:0,404') ?? [], 0)).toBe(404);
    expect([201, 202]).toContain((await fetchFrom(`${server.origin}/status/201,202`)).status);
  });

  test('an interim status closes the connection, because no final one follows', async () => {
    await expect(fetchFrom(`${server.origin}/status/199`)).rejects.toThrow(/socket hang up/);
  });
});

describe('redirects', () => {
  const host = (): string => server.origin;
  test.each([
    ['/redirect/1', () => '/get'],
    ['/redirect/5', () => '/relative-redirect/4'],
    ['/redirect/5?absolute=true', () => `${host()}/absolute-redirect/4`],
    ['/redirect/1?absolute=true', () => `${host()}/get`],
    ['/relative-redirect/3', () => '/relative-redirect/2'],
    ['/relative-redirect/1', () => '/get'],
    ['/absolute-redirect/3', () => `${host()}/absolute-redirect/2`],
    ['/absolute-redirect/1', () => `${host()}/get`],
    ['/links/4', () => '/links/4/0'],
    ['/redirect-to?url=http%3A%2F%2Fexample.com%2F%3Fa%3D1', () => 'http://example.com/?a=1'],
    ['/redirect-to?URL=/get', () => '/get'],
  ])('%s redirects to the next URL', async (path, location) => {
    const answer = await fetchFrom(server.origin + path);
    expect([answer.status, answer.headers.location]).toEqual([302, location()]);
  });

  test.each([
    ['307', 307],
    ['301', 301],
    ['200', 302],
    ['x', 302],
  ])('/redirect-to treats status_code=%s as %i', async (code, status) => {
    expect((await fetchFrom(`${server.origin}/redirect-to?url=/get&status_code=${code}`)).status).toBe(status);
  });

  test('/redirect-to also reads a form, and sends the URL unchanged', async () => {
    const body = 'url=/caf%C3%A9?x&status_code=307';
    const answer = await fetchFrom(`${server.origin}/redirect-to`, { method: 'POST', body });
    expect(answer.status).toBe(307);
    expect(Buffer.from(answer.headers.location ?? '', 'latin1').toString()).toBe('/café?x');
  });

  test('/redirect-to rejects a URL with a line break', async () => {
    const answer = await fetchFrom(`${server.origin}/redirect-to?url=/a%0D%0ASet-Cookie:x=1`);
    expect(answer.status).toBe(500);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('a number of redirects below one is an error', async () => {
    for (const kind of ['redirect', 'relative-redirect', 'absolute-redirect']) {
      expect((await fetchFrom(`${server.origin}/${kind}/0`)).status).toBe(400);
    }
  });
});
