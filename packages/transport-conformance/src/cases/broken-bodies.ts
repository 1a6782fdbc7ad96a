import { ChunkedEncodingError } from '@req/core';
import { sleep, within } from '../clock.ts';
import { type ConformanceCase, casesOf } from '../conformance-case.ts';
import { expectBytes, expectCause, expectEqual, expectError, fail } from '../expectation.ts';
import type { Kit } from '../kit.ts';
import { readBody, readUntilError } from '../read-body.ts';
import type { Reply } from '../server/play-reply.ts';

const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

/** The error that a broken body ends in, read as a stream; what came before must have been handed over. */
async function streamedError(kit: Kit, reply: Reply, good: string): Promise<Error> {
  kit.server.play([reply]);
  const response = await kit.send({ url: kit.url(), stream: true });
  const { body, error } = await within(3_000, readUntilError(response), 'The end of the body');
  if (error === null) fail(`The body ended well after ${body.length} bytes: the response looks whole, and is not.`);
  expectBytes(body, good, 'Bytes before the error');
  return expectError(error, ChunkedEncodingError);
}

/** The same with stream: false, where `send` rejects or the reading of the body. */
async function bufferedError(kit: Kit, reply: Reply): Promise<Error> {
  kit.server.play([reply]);
  const read = async (): Promise<Buffer> => readBody(await kit.send({ url: kit.url() }));
  const error: unknown = await within(
    3_000,
    read().then(looksWhole, (reason: unknown) => reason),
    'The end of the body',
  );
  return expectError(error, ChunkedEncodingError);
}

function looksWhole(body: Buffer): never {
  fail(`The body ended well after ${body.length} bytes: the response looks whole, and is not.`);
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

export const brokenBodies: readonly ConformanceCase[] = casesOf('broken bodies', [
  ...broken.map(({ name, reply, good }) => ({
    name: `a streamed body ${name} is a ChunkedEncodingError after its good bytes`,
    run: async (kit: Kit): Promise<void> => {
      // Only the first byte of a malformed chunk is known to be good.
      if (name.includes('longer')) await longerChunk(kit, reply);
      else await streamedError(kit, reply, good);
    },
  })),
  ...broken.map(({ name, reply }) => ({
    name: `a buffered body ${name} is a ChunkedEncodingError`,
    run: async (kit: Kit): Promise<void> => void (await bufferedError(kit, reply)),
  })),
  {
    name: 'the error of a broken body has its cause',
    run: async (kit) => {
      expectCause(await streamedError(kit, { raw: `${LENGTH}half`, hang: 60, reset: true }, 'half'));
    },
  },
  {
    name: 'a broken body that nobody reads harms nobody',
    run: async (kit) => {
      kit.server.play([{ raw: `${LENGTH}half`, hang: 20, reset: true }]);
      await kit.send({ url: kit.url(), stream: true });
      await sleep(150);
      kit.server.play([]);
      expectEqual((await kit.exchange({ url: kit.url() })).response.status, 200, 'Status of the next request');
    },
  },
  {
    name: 'a body that broke before anybody read it is still told to be broken',
    run: async (kit) => {
      kit.server.play([{ raw: `${LENGTH}half`, hang: 20, close: true }]);
      const response = await kit.send({ url: kit.url(), stream: true });
      await sleep(150);
      const { error } = await within(1_000, readUntilError(response), 'The end of the body');
      expectError(error ?? looksWhole(Buffer.alloc(4)), ChunkedEncodingError);
    },
  },
]);

async function longerChunk(kit: Kit, reply: Reply): Promise<void> {
  kit.server.play([reply]);
  const response = await kit.send({ url: kit.url(), stream: true });
  const { body, error } = await within(3_000, readUntilError(response), 'The end of the body');
  expectError(error ?? looksWhole(body), ChunkedEncodingError);
  expectBytes(body.subarray(0, 4), 'good', 'Bytes before the error');
}
