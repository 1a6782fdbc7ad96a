import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ConnectionError, type Response, type ShortResponse } from '../../src/index.ts';
import { failure, pieces, played } from '../played.ts';

const root = mkdtempSync(join(tmpdir(), 'req-save-'));
let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});
afterAll(() => rmSync(root, { recursive: true }));

async function streamed(reply: ShortResponse): Promise<Response> {
  return played([reply]).session.get('http://a.test/', { stream: true });
}

describe('save() writes the body to a file', () => {
  test('as it arrives, and returns the number of bytes', async () => {
    const path = join(folder, 'file.bin');
    expect(await (await streamed({ body: pieces('abc', 'de') })).save(path)).toBe(5);
    expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['abcde', ['file.bin']]);
  });

  test('decoded', async () => {
    const path = join(folder, 'file.txt');
    const r = await streamed({ headers: { 'Content-Encoding': 'gzip' }, body: pieces(gzipSync('hello')) });
    expect([await r.save(path), readFileSync(path, 'utf8')]).toEqual([5, 'hello']);
  });

  test('even after it was read', async () => {
    const path = join(folder, 'file.txt');
    const { session } = played([{ body: 'abc' }]);
    const r = await session.get('http://a.test/');
    expect([await r.save(path), await r.save(path), readFileSync(path, 'utf8')]).toEqual([3, 3, 'abc']);
  });

  test('empty', async () => {
    const path = join(folder, 'file.txt');
    expect([await (await streamed({})).save(path), readFileSync(path, 'utf8')]).toEqual([0, '']);
  });

  test('replacing an existing one', async () => {
    const path = join(folder, 'file.txt');
    writeFileSync(path, 'a much longer old content');
    await (await streamed({ body: pieces('new') })).save(path);
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  test('that appears only once it is complete', async () => {
    const path = join(folder, 'file.txt');
    const seen: string[][] = [];
    async function* watched(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('abc');
      seen.push(readdirSync(folder));
      yield Buffer.from('de');
    }
    await (await streamed({ body: watched() })).save(path);
    expect(seen).toHaveLength(1);
    expect(seen[0]).not.toContain('file.txt');
    expect(readdirSync(folder)).toEqual(['file.txt']);
  });
});

describe('onProgress reports the bytes written', () => {
  test.each<[string, ShortResponse, unknown[]]>([
    [
      'with a length',
      { headers: { 'Content-Length': '5' }, body: pieces('abc', 'de') },
      [
        [3, 5, 60],
        [5, 5, 100],
      ],
    ],
    [
      'without',
      { body: pieces('abc', 'de') },
      [
        [3, null, null],
        [5, null, null],
      ],
    ],
    [
      'of a coded body in decoded bytes, whose total is not known',
      { headers: { 'Content-Encoding': 'gzip', 'Content-Length': '25' }, body: pieces(gzipSync('hello')) },
      [[5, null, null]],
    ],
  ])('%s', async (_what, reply, told) => {
    const seen: unknown[] = [];
    const onProgress = (p: { transferred: number; total: number | null; percent: number | null }): void => {
      seen.push([p.transferred, p.total, p.percent]);
    };
    await (await streamed(reply)).save(join(folder, 'file'), { onProgress });
    expect(seen).toEqual(told);
  });
});

describe('a failed download leaves nothing behind', () => {
  test('if the body breaks off', async () => {
    const error = new ConnectionError('broke off');
    const r = await streamed({ body: pieces('abc', error) });
    expect(await failure(r.save(join(folder, 'file.txt')))).toBe(error);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('but the existing file', async () => {
    const path = join(folder, 'file.txt');
    writeFileSync(path, 'old');
    const r = await streamed({ body: pieces('abc', new ConnectionError('broke off')) });
    await failure(r.save(path));
    expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['old', ['file.txt']]);
  });

  test('if the listener throws', async () => {
    const r = await streamed({ body: pieces('abc') });
    const onProgress = (): never => {
      throw new Error('of the listener');
    };
    await expect(r.save(join(folder, 'file.txt'), { onProgress })).rejects.toThrow('of the listener');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('if the path cannot be written, and releases the connection', async () => {
    let returned = false;
    const body: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: Buffer.from('abc') }),
        return: async () => {
          returned = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const { session } = played([{ body }]);
    const r = await session.get('http://a.test/', { stream: true });
    expect(await failure(r.save(join(folder, 'no', 'such', 'folder.txt')))).toMatchObject({ code: 'ENOENT' });
    expect(returned).toBe(true);
    await expect((await streamed({ body: pieces('a') })).save(folder)).rejects.toMatchObject({ code: 'EISDIR' });
    expect(readdirSync(folder)).toEqual([]);
  });
});
