import { ConnectionError, SSLError, Timeout } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { sleep, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { describeError, expectCause, expectEqual, expectError, expectTrue, rejectionOf, show } from '../expectation.ts';
import type { Reply } from '../server/play-reply.ts';
import { readHead } from '../server/raw-server.ts';
import type { TransportRequestInit } from '../transport-request.ts';

const PATIENCE = 3_000;

async function connectionError(context: CaseContext, init: TransportRequestInit): Promise<Error> {
  const error = await within(PATIENCE, rejectionOf(context.send(init), 'a ConnectionError'), 'The rejection');
  return expectError(error, ConnectionError, [Timeout]);
}

/** Each reply, with stream true and false, ends in a ConnectionError. */
async function eachFails(context: CaseContext, replies: readonly Reply[]): Promise<void> {
  for (const reply of replies) {
    for (const stream of [false, true]) {
      context.server.play([reply]);
      await connectionError(context, { url: context.url(), stream }).catch((error: Error) => {
        error.message += ` The server had answered ${show(reply)}.`;
        throw error;
      });
    }
  }
}

export const failures: readonly ConformanceCase[] = defineCases('failures', [
  {
    name: 'a refused connection is a ConnectionError with its cause',
    run: async (context) => expectCause(await connectionError(context, { url: `${context.server.origins.Z}/` })),
  },
  {
    name: 'a connection that is closed before the head is a ConnectionError with its cause',
    run: async (context) => {
      context.server.play([{ close: true }]);
      expectCause(await connectionError(context, { url: context.url() }));
    },
  },
  {
    name: 'a connection that is reset before the head is a ConnectionError with its cause',
    run: async (context) => {
      context.server.play([{ reset: true }]);
      expectCause(await connectionError(context, { url: context.url() }));
    },
  },
  {
    name: 'a connection that ends within the head is a ConnectionError',
    run: (context) =>
      eachFails(context, [
        { raw: 'HTTP/1.1 2', close: true },
        { raw: 'HTTP/1.1 200 OK\r\nX: y\r\nContent-Len', hang: 20, close: true },
        { raw: 'HTTP/1.1 200 OK\r\nX: y\r\n', hang: 30, reset: true },
      ]),
  },
  {
    name: 'a connection that is reset during the upload is a ConnectionError',
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
    name: 'an answer that is no HTTP is a ConnectionError',
    run: (context) =>
      eachFails(context, [
        { raw: 'garbage\r\n\r\n', close: true },
        { raw: '\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09', close: true },
        { raw: 'HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n', close: true },
        { raw: 'SSH-2.0-server\r\n', close: true },
      ]),
  },
  {
    name: 'a malformed header line is a ConnectionError',
    run: (context) =>
      eachFails(context, [
        { raw: 'HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n' },
        { raw: 'HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 0\r\n\r\n' },
        { raw: 'HTTP/1.1 200 OK\r\nBad Name: x\r\nContent-Length: 0\r\n\r\n' },
      ]),
  },
  {
    name: 'framing that contradicts itself is a ConnectionError',
    run: (context) =>
      eachFails(context, [
        { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc' },
        { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 2x\r\n\r\nab' },
        { raw: 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nab' },
      ]),
  },
  {
    name: 'https with a server that speaks plain HTTP is an SSLError with its cause',
    needs: ['tls'],
    run: async (context) => {
      const url = `${context.url().replace('http:', 'https:')}`;
      const error = await within(PATIENCE, rejectionOf(context.send({ url }), 'an SSLError'), 'The rejection');
      expectCause(expectError(error, SSLError));
    },
  },
  {
    name: 'a failure does not spoil the next request',
    run: async (context) => {
      context.server.play([{ reset: true }, { raw: 'garbage\r\n\r\n', close: true }]);
      await connectionError(context, { url: context.url() });
      await connectionError(context, { url: context.url() });
      expectEqual((await context.exchange({ url: context.url() })).response.status, 200, 'Status of the third request');
    },
  },
  {
    name: 'messages of errors tell no credentials',
    run: async (context) => {
      const headers = { Authorization: 'Bearer s3cr3t-t0ken', Cookie: 'sid=s3cr3t-cookie', 'X-Api-Key': 's3cr3t-key' };
      for (const url of [`${context.server.origins.Z}/`, context.url()]) {
        context.server.play([{ reset: true }]);
        const text = describeError(await connectionError(context, { url, headers }));
        expectTrue(!text.includes('s3cr3t'), `A header's value is in the message: ${text}`);
      }
    },
  },
]);
