import { ConnectionError, ProxyError, SSLError } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import {
  describeError,
  expectBytes,
  expectCause,
  expectEqual,
  expectError,
  expectTrue,
  rejectionOf,
} from '../expectation.ts';

const SECRET = 'Basic czNjcjN0OnBhc3M=';
const HTTPS = 'https://any.test/path';

async function proxyFailure(context: CaseContext, url: string, proxyUrl: string): Promise<unknown> {
  const proxy = { url: proxyUrl, headers: { 'Proxy-Authorization': SECRET } };
  return within(3_000, rejectionOf(context.send({ url, proxy }), 'a ProxyError'), 'The rejection');
}

function headerOf(context: CaseContext, index: number, name: string): string[] {
  const headers = context.server.requests[index]?.headers ?? [];
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

export const proxy: readonly ConformanceCase[] = defineCases(
  {
    subject: 'proxy',
    rule: 'The Transport contract: proxy (RFC 9110 §7.6, RFC 9112 §3.2.2; CONNECT: RFC 9110 §9.3.6).',
  },
  [
    {
      name: 'sends http requests to the proxy in absolute form',
      needs: ['proxy'],
      run: async (context) => {
        context.server.play([{ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' }]);
        const url = 'http://any.test/path?q=1';
        const { body } = await context.exchange({ url, proxy: { url: context.server.origins.B } });
        expectBytes(body, 'ok', 'Body');
        const { at, line } = context.server.requests[0] ?? {};
        expectEqual(
          [at, line],
          ['B', 'GET http://any.test/path?q=1 HTTP/1.1'],
          'Origin that received the request, and its request line',
        );
        expectEqual(headerOf(context, 0, 'host'), ['any.test'], 'Host on the wire');
      },
    },
    {
      name: 'sends the headers for the proxy with http requests',
      needs: ['proxy'],
      run: async (context) => {
        const settings = { url: context.server.origins.B, headers: { 'Proxy-Authorization': SECRET } };
        const headers = { 'X-Mine': '1', 'Content-Length': '4' };
        const url = 'http://any.test:81/';
        await context.exchange({ url, method: 'POST', headers, body: Buffer.from('body'), proxy: settings });
        const request = context.server.requests[0];
        expectEqual(
          [request?.line, request?.body.toString()],
          ['POST http://any.test:81/ HTTP/1.1', 'body'],
          'Request',
        );
        expectEqual(headerOf(context, 0, 'proxy-authorization'), [SECRET], 'Proxy-Authorization on the wire');
        expectEqual(
          [headerOf(context, 0, 'x-mine'), headerOf(context, 0, 'host')],
          [['1'], ['any.test:81']],
          'X-Mine and Host',
        );
      },
    },
    {
      name: 'keeps requests with different proxy settings apart',
      needs: ['proxy'],
      run: async (context) => {
        const via = (value: string) => ({ url: context.server.origins.B, headers: { 'Proxy-Authorization': value } });
        for (const settings of [null, via('one'), via('two'), null])
          await context.exchange({ url: context.url('/x'), proxy: settings });
        const whole = `GET ${context.url('/x')} HTTP/1.1`;
        const seen = context.server.requests.map(({ at, line }, i) => [
          at,
          line,
          ...headerOf(context, i, 'proxy-authorization'),
        ]);
        const direct = ['A', 'GET /x HTTP/1.1'];
        expectEqual(seen, [direct, ['B', whole, 'one'], ['B', whole, 'two'], direct], 'Requests on the wire');
      },
    },
    {
      name: 'returns the response of the proxy to an http request, including 407',
      needs: ['proxy'],
      run: async (context) => {
        context.server.play([
          { raw: 'HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm="r"\r\nContent-Length: 2\r\n\r\nno' },
        ]);
        const { response, body } = await context.exchange({
          url: 'http://any.test/',
          proxy: { url: context.server.origins.A },
        });
        expectEqual([response.status, response.reason, body.toString()], [407, 'Who?', 'no'], 'Response');
      },
    },
    {
      name: 'rejects with a ProxyError and its cause when the proxy refuses the connection',
      needs: ['proxy'],
      run: async (context) => {
        const error = await proxyFailure(context, 'http://any.test/', context.server.origins.Z);
        expectCause(expectError(expectError(error, ProxyError), ConnectionError));
      },
    },
    {
      name: 'opens a CONNECT tunnel for https, with the headers for the proxy',
      needs: ['connect'],
      run: async (context) => {
        context.server.play([{ raw: 'HTTP/1.1 200 Connected\r\n\r\n' }]);
        // Inside the tunnel, the server answers the TLS handshake in plain text.
        expectError(await proxyFailure(context, HTTPS, context.server.origins.B), SSLError);
        const seen = context.server.requests.map(({ at, line, headers }) => [at, line, headers[0]?.[1]]);
        expectEqual(seen, [['B', 'CONNECT any.test:443', SECRET]], 'Requests on the wire');
      },
    },
    {
      name: 'rejects with a ProxyError when the proxy refuses the tunnel',
      needs: ['connect'],
      run: async (context) => {
        for (const status of ['403 Forbidden', '407 Who?', '502 Bad Gateway', '302 Found\r\nLocation: /']) {
          context.server.play([{ raw: `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n` }]);
          expectError(await proxyFailure(context, HTTPS, context.server.origins.B), ProxyError);
          expectEqual(
            context.server.requests.map(({ line }) => line),
            ['CONNECT any.test:443'],
            'Requests on the wire',
          );
        }
      },
    },
    {
      name: 'rejects with a ConnectionError when the proxy closes, resets or sends garbage instead of opening the tunnel',
      needs: ['connect'],
      run: async (context) => {
        for (const reply of [{ close: true }, { reset: true }, { raw: 'garbage\r\n\r\n', close: true }]) {
          context.server.play([reply]);
          expectError(await proxyFailure(context, HTTPS, context.server.origins.B), ConnectionError);
        }
      },
    },
    {
      name: 'rejects with a ProxyError when the proxy refuses the connection for a tunnel',
      needs: ['connect'],
      run: async (context) =>
        void expectError(await proxyFailure(context, HTTPS, context.server.origins.Z), ProxyError),
    },
    {
      name: 'keeps proxy credentials out of error messages',
      needs: ['connect'],
      run: async (context) => {
        context.server.play([{ raw: 'HTTP/1.1 407 Who?\r\nContent-Length: 0\r\n\r\n' }]);
        const text = describeError(await proxyFailure(context, HTTPS, context.server.origins.B));
        expectTrue(!text.includes(SECRET.slice(6)), `The message contains the Proxy-Authorization header: ${text}`);
      },
    },
  ],
);
