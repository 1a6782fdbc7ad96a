import { ConnectionError, SSLError, Timeout } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { sleep, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { describeError, expectCause, expectEqual, expectError, expectTrue, rejectionOf, show } from '../expectation.ts';
import type { Reply } from '../server/play-reply.ts';
import { readHead } from '../server/raw-server.ts';
import type { TransportRequestInit } from '../transport-request.ts';

const LIMIT = 3_000;

async function connectionError(context: CaseContext, init: TransportRequestInit): Promise<Error> {
  const error = await within(LIMIT, rejectionOf(context.send(init), 'a ConnectionError'), 'The rejection');
  return expectError(error, ConnectionError, [Timeout]);
}

/** Expects a ConnectionError for each reply, with stream true and false. */
async function expectEachFails(context: CaseContext, replies: readonly Reply[]): Promise<void> {
  for (const reply of replies) {
    for (const stream of [false, true]) {
      context.server.play([reply]);
      await connectionError(context, { url: context.url(), stream }).catch((error: Error) => {
        error.message += ` The server had replied ${show(reply)}.`;
        throw error;
      });
    }
  }
}

export const failures: readonly ConformanceCase[] = defineCases(
  {
    subject: 'failures',
    rule: 'The Transport contract: rejects with the exceptions of core when no response came, with the error of the client as cause.',
  },
  [
    {
      name: 'rejects with a ConnectionError and its cause when the connection is refused',
      run: async (context) => expectCause(await connectionError(context, { url: `${context.server.origins.Z}/` })),
    },
    {
      name: 'rejects with a ConnectionError and its cause when the connection closes before the response',
      run: async (context) => {
        context.server.play([{ close: true }]);
        expectCause(await connectionError(context, { url: context.url() }));
      },
    },
    {
      name: 'rejects with a ConnectionError and its cause when the connection is reset before the response',
      run: async (context) => {
        context.server.play([{ reset: true }]);
        expectCause(await connectionError(context, { url: context.url() }));
      },
    },
    {
      name: 'rejects with a ConnectionError when the connection ends within the response head',
      run: (context) =>
        expectEachFails(context, [
          { raw: 'HTTP/1.1 2', close: true },
          { raw: 'HTTP/1.1 200 OK\r\nX: y\r\nContent-Len', hang: 20, close: true },
          { raw: 'HTTP/1.1 200 OK\r\nX: y\r\n', hang: 30, reset: true },
        ]),
    },
    {
      name: 'rejects with a ConnectionError when the connection is reset during the upload',
      run: async (context) => {
        const server = await context.listen(async ({ socket, source }) => {
          await readHead(source);
          socket.pause();
          await sleep(50);
          socket.resetAndDestroy();
        });
        const body = Buffer.alloc(32_000_000);
        const headers = { 'Content-Length': String(body.length) };
        await connectionError(context, { url: server.url, method: 'POST', headers, body });
      },
    },
    {
      name: 'rejects with a ConnectionError when the response is not HTTP',
      run: (context) =>
        expectEachFails(context, [
          { raw: 'garbage\r\n\r\n', close: true },
          { raw: '\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09', close: true },
          { raw: 'HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n', close: true },
          { raw: 'SSH-2.0-server\r\n', close: true },
        ]),
    },
    {
      name: 'rejects with a ConnectionError when a header line is malformed',
      run: (context) =>
        expectEachFails(context, [
          { raw: 'HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n' },
          { raw: 'HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 0\r\n\r\n' },
          { raw: 'HTTP/1.1 200 OK\r\nBad Name: x\r\nContent-Length: 0\r\n\r\n' },
        ]),
    },
    {
      name: 'rejects with a ConnectionError when the framing is invalid',
      run: (context) =>
        expectEachFails(context, [
          { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc' },
          { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 2x\r\n\r\nab' },
          { raw: 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nab' },
        ]),
    },
    {
      name: 'rejects with an SSLError and its cause when the server does not speak TLS',
      needs: ['tls'],
      run: async (context) => {
        const url = `${context.url().replace('http:', 'https:')}`;
        const error = await within(LIMIT, rejectionOf(context.send({ url }), 'an SSLError'), 'The rejection');
        expectCause(expectError(error, SSLError));
      },
    },
    {
      name: 'sends the next request after a failure',
      run: async (context) => {
        context.server.play([{ reset: true }, { raw: 'garbage\r\n\r\n', close: true }]);
        await connectionError(context, { url: context.url() });
        await connectionError(context, { url: context.url() });
        expectEqual(
          (await context.exchange({ url: context.url() })).response.status,
          200,
          'Status of the third request',
        );
      },
    },
    {
      name: 'keeps credentials out of error messages',
      run: async (context) => {
        const headers = {
          Authorization: 'Bearer s3cr3t-t0ken',
          Cookie: 'sid=s3cr3t-cookie',
          'X-Api-Key': 's3cr3t-key',
        };
        for (const url of [`${context.server.origins.Z}/`, context.url()]) {
          context.server.play([{ reset: true }]);
          const text = describeError(await connectionError(context, { url, headers }));
          expectTrue(!text.includes('s3cr3t'), `The message contains a header value: ${text}`);
        }
      },
    },
  ],
);
