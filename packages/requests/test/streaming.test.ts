import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ChunkedEncodingError, ContentDecodingError, ContentTooLarge, ResponseNotRead } from '@req/core';
import { eventually, failure } from '@req/test-support/waiting';
import { RawServer, readHead, ScriptServer } from '@req/transport-conformance';
import { overEveryTransport } from './every-transport.ts';

let server: ScriptServer;
beforeAll(async () => {
  server = await ScriptServer.start();
});
afterAll(() => server.close());
const url = (): string => `${server.origins.A}/`;
const folder = (): string => mkdtempSync(join(tmpdir(), 'req-streaming-'));

const CHUNKED = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n';
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const coded = (text: string): string => {
  const body = gzipSync(text).toString('latin1');
  return `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};
const sized = (body: string, length = body.length): string =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${body}`;

overEveryTransport(({ session, transport }) => {
  const rawBody = transport.capabilities.has('raw-body');

  describe('a streamed body', () => {
    test('arrives as the server sends it', async () => {
      // The server sends the second chunk only after the first was read.
      let goOn = (): void => {};
      const read = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      const slow = await RawServer.start(async ({ socket, source }) => {
        await readHead(source);
        socket.write(CHUNKED + chunk('one'));
        await read;
        socket.write(`${chunk('two')}0\r\n\r\n`);
      });
      try {
        const r = await session().get(slow.url, { stream: true });
        expect(() => r.content).toThrow(ResponseNotRead);
        const got: string[] = [];
        for await (const piece of r) {
          got.push(piece.toString());
          goOn();
        }
        expect(got).toEqual(['one', 'two']);
      } finally {
        await slow.close();
      }
    });

    test('line by line', async () => {
      server.play([{ parts: [CHUNKED, chunk('a\r'), chunk('\nb\nc'), '0\r\n\r\n'] }]);
      const r = await session().get(url(), { stream: true });
      const lines: (string | Uint8Array)[] = [];
      for await (const line of r.iterLines({ decodeUnicode: true })) lines.push(line);
      expect(lines).toEqual(['a', 'b', 'c']);
    });

    test('can be read in several iterations', async () => {
      server.play([{ raw: sized('abcdef') }]);
      const r = await session().get(url(), { stream: true });
      for await (const piece of r.iterContent({ chunkSize: 2 })) {
        expect(piece.toString()).toBe('ab');
        break;
      }
      expect((await r.iterContent({ chunkSize: 3 }).next()).value?.toString()).toBe('cde');
      expect((await r.read()).toString()).toBe('f');
    });

    test('is decoded; `raw` is not, where the client allows it', async () => {
      server.play([{ raw: coded('hello') }, { raw: coded('hello') }]);
      const one = session();
      expect((await (await one.get(url(), { stream: true })).read()).toString()).toBe('hello');
      const raw = await (await one.get(url(), { stream: true })).raw.read();
      expect(raw.toString()).toBe(rawBody ? gzipSync('hello').toString() : 'hello');
    });

    test('releases its connection once read to its end', async () => {
      server.play([{ raw: sized('abc') }, { raw: sized('abc') }, { raw: sized('abc') }]);
      const one = session();
      for (let i = 0; i < 3; i++) await (await one.get(url(), { stream: true })).read();
      const connections = new Set(server.requests.map(({ connection }) => connection));
      // The built-in fetch alternates between two.
      expect(connections.size).toBeLessThanOrEqual(2);
    });

    test('closes its connection when closed early', async () => {
      server.play([{ parts: [sized('', 1_000_000), 'x'], hang: 5000 }]);
      const before = server.openConnections;
      {
        await using r = await session().get(url(), { stream: true });
        expect(r.statusCode).toBe(200);
      }
      await eventually(() => server.openConnections <= before);
    });
  });

  describe('a body that is not what its headers say', () => {
    test.each<[string, string, new (...args: never[]) => Error]>([
      ['fewer bytes than its length', sized('hi', 10), ChunkedEncodingError],
      ['chunks without a last one', `${CHUNKED}${chunk('hi')}`, ChunkedEncodingError],
      ['a chunk cut short', `${CHUNKED}5\r\nhi`, ChunkedEncodingError],
      [
        'not gzip',
        sized('no gzip').replace('Content-Length', 'Content-Encoding: gzip\r\nContent-Length'),
        ContentDecodingError,
      ],
    ])('%s', async (_what, raw, kind) => {
      // Only a complete body leaves a reusable connection.
      const reply = { raw, close: kind === ChunkedEncodingError };
      server.play([reply, reply]);
      const one = session();
      const whole = await failure<Error & { request: unknown }>(one.get(url()));
      expect(whole).toBeInstanceOf(kind);
      expect(whole.request).not.toBeNull();
      const r = await one.get(url(), { stream: true }).catch((error: unknown) => error as Error);
      const streamed = r instanceof Error ? r : await failure(r.read());
      expect(streamed).toBeInstanceOf(kind);
    });
  });

  describe('maxBodySize limits a body', () => {
    const big = 'x'.repeat(100_000);
    test.each<[string, () => string]>([
      ['plain', () => sized(big)],
      ['in chunks', () => `${CHUNKED}${chunk(big)}0\r\n\r\n`],
      ['gzip', () => coded(big)],
    ])('%s', async (_what, raw) => {
      server.play([{ raw: raw() }, { raw: raw() }, { raw: raw() }]);
      const one = session({ maxBodySize: 10_000 });
      expect(await failure(one.get(url()))).toBeInstanceOf(ContentTooLarge);
      const r = await one.get(url(), { stream: true });
      expect(await failure(r.read())).toBeInstanceOf(ContentTooLarge);
      expect((await one.get(url(), { maxBodySize: 100_000 })).content).toHaveLength(100_000);
    });
  });

  test('a download reports its progress', async () => {
    server.play([{ parts: [sized('', 6), 'abc', 'def'] }]);
    const told: (number | null)[] = [];
    await session().get(url(), { onDownloadProgress: ({ percent }) => told.push(percent) });
    expect(told.at(-1)).toBe(100);
  });

  describe('save()', () => {
    test('writes a file that appears once complete', async () => {
      const at = folder();
      server.play([{ parts: [CHUNKED, chunk('one'), chunk('two'), '0\r\n\r\n'] }]);
      const r = await session().get(url(), { stream: true });
      expect(await r.save(join(at, 'file.txt'))).toBe(6);
      expect([readdirSync(at), readFileSync(join(at, 'file.txt'), 'utf8')]).toEqual([['file.txt'], 'onetwo']);
    });

    test('leaves no file when the connection is reset', async () => {
      const at = folder();
      server.play([{ parts: [sized('', 100), 'some'], reset: true }]);
      const r = await session().get(url(), { stream: true });
      expect(await failure(r.save(join(at, 'file.txt')))).toBeInstanceOf(Error);
      expect(readdirSync(at)).toEqual([]);
    });

    test('releases the connection when the file cannot be written', async () => {
      server.play([{ parts: [CHUNKED, chunk('one')], hang: 5000 }]);
      const r = await session().get(url(), { stream: true });
      const during = server.openConnections;
      expect(await failure(r.save(folder()))).toMatchObject({ code: 'EISDIR' });
      // The built-in fetch opens another connection in its place.
      if (transport.name !== 'fetch') await eventually(() => server.openConnections < during);
      server.play([{ raw: sized('ok') }]);
      expect((await session().get(url())).text).toBe('ok');
    });
  });
});
