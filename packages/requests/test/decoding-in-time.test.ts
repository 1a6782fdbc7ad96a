import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AbortError, type Response, Timeout } from '@req/core';
import { failure } from '@req/test-support/waiting';
import { ScriptServer } from '@req/transport-conformance';
import { overEveryTransport } from './every-transport.ts';

let server: ScriptServer;
beforeAll(async () => {
  server = await ScriptServer.start();
});
afterAll(() => server.close());
const url = (): string => `${server.origins.A}/`;

/** 1 MB of text. */
const MEMBER = gzipSync(Buffer.alloc(1_000_000, 'The quick brown fox jumps over the lazy dog.\n'));
/** Compressed twice it is so small that all of it has arrived when decoding begins. */
const coded = (members: number): string => {
  const body = gzipSync(Buffer.concat(Array<Buffer>(members).fill(MEMBER))).toString('latin1');
  const head = `Content-Type: text/plain\r\nContent-Encoding: gzip, gzip\r\nContent-Length: ${body.length}`;
  return `HTTP/1.1 200 OK\r\n${head}\r\n\r\n${body}`;
};
const BIG = coded(600);

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _item of items);
}

const READERS: [string, (r: Response) => Promise<unknown>][] = [
  ['read()', (r) => r.read()],
  ['iterContent()', (r) => drain(r.iterContent())],
  ['iterLines()', (r) => drain(r.iterLines())],
];

overEveryTransport(({ session }) => {
  const one = session({ maxDecompressionRatio: null });

  describe('decoding 600 MB of text', () => {
    test('ends with timeout.total, and leaves the event loop free until then', async () => {
      server.play([{ raw: coded(1) }, { raw: BIG }]);
      // The first request loads the client.
      await one.get(url());
      let ticks = 0;
      const interval = setInterval(() => ticks++, 1);
      const error = await failure(one.get(url(), { timeout: { total: 300 } }));
      clearInterval(interval);
      expect(error).toBeInstanceOf(Timeout);
      expect(error).toMatchObject({ request: { url: url() } });
      expect(ticks).toBeGreaterThan(3);
    });

    test.each(READERS)('ends with timeout.total when streamed: %s', async (_reader, read) => {
      server.play([{ raw: BIG }]);
      const get = async (): Promise<unknown> => read(await one.get(url(), { stream: true, timeout: { total: 200 } }));
      expect(await failure(get())).toBeInstanceOf(Timeout);
    });

    test('ends with timeout.total when saved, and leaves no file', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'req-in-time-'));
      server.play([{ raw: BIG }]);
      const save = async (): Promise<unknown> => {
        const r = await one.get(url(), { stream: true, timeout: { total: 200 } });
        return r.save(join(folder, 'a.txt'));
      };
      expect(await failure(save())).toBeInstanceOf(Timeout);
      expect(readdirSync(folder)).toEqual([]);
    });

    test.each(READERS)('ends when the signal fires after the first chunk: %s', async (_reader, read) => {
      server.play([{ raw: BIG }]);
      const controller = new AbortController();
      const r = await one.get(url(), { stream: true, signal: controller.signal });
      const { value } = await r.iterContent().next();
      expect((value as Uint8Array).length).toBeGreaterThan(0);
      const reading = failure(read(r));
      setImmediate(() => controller.abort());
      expect(await reading).toBeInstanceOf(AbortError);
    });

    test('ends when the response is closed', async () => {
      server.play([{ raw: BIG }]);
      const r = await one.get(url(), { stream: true });
      await r.iterContent().next();
      const reading = failure(r.read());
      await new Promise(setImmediate);
      await r.close();
      expect(await reading).toBeInstanceOf(AbortError);
    });
  });

  test('a body decoded in time is complete', async () => {
    server.play([{ raw: coded(3) }, { raw: coded(3) }]);
    const timeout = { total: 600_000 };
    expect((await one.get(url(), { timeout })).content).toHaveLength(3_000_000);
    const r = await one.get(url(), { stream: true, timeout, signal: new AbortController().signal });
    expect(await r.read()).toHaveLength(3_000_000);
  });
});
