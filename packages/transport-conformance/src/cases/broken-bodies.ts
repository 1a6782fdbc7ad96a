import { ChunkedEncodingError } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { sleep, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectBytes, expectCause, expectEqual, expectError, fail } from '../expectation.ts';
import { readBody, readUntilError } from '../read-body.ts';
import type { Reply } from '../server/play-reply.ts';

const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

/** The error of a broken body that is read as a stream. The valid bytes must be delivered before it. */
async function streamedError(context: CaseContext, reply: Reply, good: string): Promise<Error> {
  context.server.play([reply]);
  const response = await context.send({ url: context.url(), stream: true });
  const { body, error } = await within(3_000, readUntilError(response), 'The end of the body');
  if (error === null) fail(`The body ended normally after ${body.length} bytes, although it is incomplete.`);
  expectBytes(body, good, 'Bytes delivered before the error');
  return expectError(error, ChunkedEncodingError);
}

/** The error with stream: false, where either `send` rejects or reading the body. */
async function bufferedError(context: CaseContext, reply: Reply): Promise<Error> {
  context.server.play([reply]);
  const read = async (): Promise<Buffer> => readBody(await context.send({ url: context.url() }));
  const error: unknown = await within(
    3_000,
    read().then(endedNormally, (reason: unknown) => reason),
    'The end of the body',
  );
  return expectError(error, ChunkedEncodingError);
}

function endedNormally(body: Buffer): never {
  fail(`The body ended normally after ${body.length} bytes, although it is incomplete.`);
}

const broken: readonly { readonly name: string; readonly reply: Reply; readonly good: string }[] = [
  { name: 'shorter than its Content-Length', reply: { raw: `${LENGTH}half`, hang: 60, close: true }, good: 'half' },
  { name: 'reset within its Content-Length', reply: { raw: `${LENGTH}half`, hang: 60, reset: true }, good: 'half' },
  { name: 'closed between chunks', reply: { raw: `${CHUNKED}4\r\ngood\r\n`, hang: 60, close: true }, good: 'good' },
  { name: 'closed within a chunk', reply: { raw: `${CHUNKED}9\r\ngood`, hang: 60, close: true }, good: 'good' },
  { name: 'reset between chunks', reply: { raw: `${CHUNKED}4\r\ngood\r\n`, hang: 60, reset: true }, good: 'good' },
  {
    name: 'with a malformed chunk size',
    reply: { parts: [`${CHUNKED}4\r\ngood\r\n`, 'zz\r\nbad\r\n'], gapMs: 60 },
    good: 'good',
  },
  {
    name: 'with a chunk longer than its size',
    reply: { parts: [`${CHUNKED}4\r\ngood\r\n`, '1\r\nbad\r\n0\r\n\r\n'], gapMs: 60 },
    good: 'good',
  },
];

export const brokenBodies: readonly ConformanceCase[] = defineCases(
  {
    subject: 'broken bodies',
    rule: 'The Transport contract: reports with the exceptions of core, while the body is read, that it is incomplete (RFC 9112 §8).',
  },
  [
    ...broken.map(({ name, reply, good }) => ({
      name: `throws a ChunkedEncodingError after the valid bytes of a streamed body ${name}`,
      run: async (context: CaseContext): Promise<void> => {
        // Bytes of the malformed chunk may be delivered after the valid ones.
        if (name.includes('longer')) await longerChunk(context, reply);
        else await streamedError(context, reply, good);
      },
    })),
    ...broken.map(({ name, reply }) => ({
      name: `throws a ChunkedEncodingError for a buffered body ${name}`,
      run: async (context: CaseContext): Promise<void> => void (await bufferedError(context, reply)),
    })),
    {
      name: 'sets the cause of the error of a broken body',
      run: async (context) => {
        expectCause(await streamedError(context, { raw: `${LENGTH}half`, hang: 60, reset: true }, 'half'));
      },
    },
    {
      name: 'sends the next request after a broken body that was not read',
      run: async (context) => {
        context.server.play([{ raw: `${LENGTH}half`, hang: 20, reset: true }]);
        await context.send({ url: context.url(), stream: true });
        await sleep(150);
        context.server.play([]);
        expectEqual(
          (await context.exchange({ url: context.url() })).response.status,
          200,
          'Status of the next request',
        );
      },
    },
    {
      name: 'throws a ChunkedEncodingError for a body that broke before it was read',
      run: async (context) => {
        context.server.play([{ raw: `${LENGTH}half`, hang: 20, close: true }]);
        const response = await context.send({ url: context.url(), stream: true });
        await sleep(150);
        const { error } = await within(1_000, readUntilError(response), 'The end of the body');
        expectError(error ?? endedNormally(Buffer.alloc(4)), ChunkedEncodingError);
      },
    },
  ],
);

async function longerChunk(context: CaseContext, reply: Reply): Promise<void> {
  context.server.play([reply]);
  const response = await context.send({ url: context.url(), stream: true });
  const { body, error } = await within(3_000, readUntilError(response), 'The end of the body');
  expectError(error ?? endedNormally(body), ChunkedEncodingError);
  expectBytes(body.subarray(0, 4), 'good', 'Bytes delivered before the error');
}
