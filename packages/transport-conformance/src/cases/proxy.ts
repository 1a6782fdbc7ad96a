import { ConnectionError, ProxyError, SSLError } from '@req/core';
import { within } from '../clock.ts';
import { type ConformanceCase, casesOf } from '../conformance-case.ts';
import {
  describeError,
  expectBytes,
  expectCause,
  expectEqual,
  expectError,
  expectTrue,
  rejectionOf,
} from '../expectation.ts';
import type { Kit } from '../kit.ts';

const SECRET = 'Basic czNjcjN0OnBhc3M=';
const HTTPS = 'https://any.test/path';

async function proxyFailure(kit: Kit, url: string, proxyUrl: string): Promise<unknown> {
  const proxy = { url: proxyUrl, headers: { 'Proxy-Authorization': SECRET } };
  return within(3_000, rejectionOf(kit.send({ url, proxy }), 'a ProxyError'), 'The rejection');
}

function headerOf(kit: Kit, index: number, name: string): string[] {
  const headers = kit.server.requests[index]?.headers ?? [];
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

export const proxy: readonly ConformanceCase[] = casesOf('proxy', [
  {
    name: 'a plain request goes to the proxy with the whole URL in its request line',
    needs: ['proxy'],
    run: async (kit) => {
      kit.server.play([{ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' }]);
      const url = 'http://any.test/path?q=1';
      const { body } = await kit.exchange({ url, proxy: { url: kit.server.origins.B } });
      expectBytes(body, 'ok', 'Body');
      const { at, line } = kit.server.requests[0] ?? {};
      expectEqual([at, line], ['B', 'GET http://any.test/path?q=1 HTTP/1.1'], 'Where it arrived, and its request line');
      expectEqual(headerOf(kit, 0, 'host'), ['any.test'], 'Host on the wire');
    },
  },
  {
    name: 'the headers for the proxy go with a plain request, beside its own',
    needs: ['proxy'],
    run: async (kit) => {
      const settings = { url: kit.server.origins.B, headers: { 'Proxy-Authorization': SECRET } };
      const headers = { 'X-Mine': '1', 'Content-Length': '4' };
      const url = 'http://any.test:81/';
      await kit.exchange({ url, method: 'POST', headers, body: Buffer.from('body'), proxy: settings });
      const request = kit.server.requests[0];
      expectEqual([request?.line, request?.body.toString()], ['POST http://any.test:81/ HTTP/1.1', 'body'], 'Request');
      expectEqual(headerOf(kit, 0, 'proxy-authorization'), [SECRET], 'Proxy-Authorization on the wire');
      expectEqual([headerOf(kit, 0, 'x-mine'), headerOf(kit, 0, 'host')], [['1'], ['any.test:81']], 'X-Mine and Host');
    },
  },
  {
    name: 'requests with and without a proxy, and of different credentials, do not mix',
    needs: ['proxy'],
    run: async (kit) => {
      const via = (value: string) => ({ url: kit.server.origins.B, headers: { 'Proxy-Authorization': value } });
      for (const settings of [null, via('one'), via('two'), null])
        await kit.exchange({ url: kit.url('/x'), proxy: settings });
      const whole = `GET ${kit.url('/x')} HTTP/1.1`;
      const seen = kit.server.requests.map(({ at, line }, i) => [at, line, ...headerOf(kit, i, 'proxy-authorization')]);
      const direct = ['A', 'GET /x HTTP/1.1'];
      expectEqual(seen, [direct, ['B', whole, 'one'], ['B', whole, 'two'], direct], 'Requests on the wire');
    },
  },
  {
    name: 'what the proxy answers to a plain request is the response, 407 too',
    needs: ['proxy'],
    run: async (kit) => {
      kit.server.play([
        { raw: 'HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm="r"\r\nContent-Length: 2\r\n\r\nno' },
      ]);
      const { response, body } = await kit.exchange({ url: 'http://any.test/', proxy: { url: kit.server.origins.A } });
      expectEqual([response.status, response.reason, body.toString()], [407, 'Who?', 'no'], 'Response');
    },
  },
  {
    name: 'a proxy that refuses the connection is a ProxyError with its cause',
    needs: ['proxy'],
    run: async (kit) => {
      const error = await proxyFailure(kit, 'http://any.test/', kit.server.origins.Z);
      expectCause(expectError(expectError(error, ProxyError), ConnectionError));
    },
  },
  {
    name: 'https asks the proxy for a tunnel, with the headers for the proxy',
    needs: ['connect'],
    run: async (kit) => {
      kit.server.play([{ raw: 'HTTP/1.1 200 Connected\r\n\r\n' }]);
      // The server answers the TLS greeting within the tunnel in plain text.
      expectError(await proxyFailure(kit, HTTPS, kit.server.origins.B), SSLError);
      const seen = kit.server.requests.map(({ at, line, headers }) => [at, line, headers[0]?.[1]]);
      expectEqual(seen, [['B', 'CONNECT any.test:443', SECRET]], 'Requests on the wire');
    },
  },
  {
    name: 'a tunnel that the proxy refuses is a ProxyError',
    needs: ['connect'],
    run: async (kit) => {
      for (const status of ['403 Forbidden', '407 Who?', '502 Bad Gateway', '302 Found\r\nLocation: /']) {
        kit.server.play([{ raw: `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n` }]);
        expectError(await proxyFailure(kit, HTTPS, kit.server.origins.B), ProxyError);
        expectEqual(
          kit.server.requests.map(({ line }) => line),
          ['CONNECT any.test:443'],
          'Requests on the wire',
        );
      }
    },
  },
  {
    name: 'a proxy that closes, resets or garbles instead of opening the tunnel is a ConnectionError',
    needs: ['connect'],
    run: async (kit) => {
      for (const reply of [{ close: true }, { reset: true }, { raw: 'garbage\r\n\r\n', close: true }]) {
        kit.server.play([reply]);
        expectError(await proxyFailure(kit, HTTPS, kit.server.origins.B), ConnectionError);
      }
    },
  },
  {
    name: 'a proxy that refuses the connection for a tunnel is a ProxyError',
    needs: ['connect'],
    run: async (kit) => void expectError(await proxyFailure(kit, HTTPS, kit.server.origins.Z), ProxyError),
  },
  {
    name: 'errors of a proxy tell no credentials',
    needs: ['connect'],
    run: async (kit) => {
      kit.server.play([{ raw: 'HTTP/1.1 407 Who?\r\nContent-Length: 0\r\n\r\n' }]);
      const text = describeError(await proxyFailure(kit, HTTPS, kit.server.origins.B));
      expectTrue(!text.includes(SECRET.slice(6)), `The Proxy-Authorization is in the message: ${text}`);
    },
  },
]);
