import { existsSync, ReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type CookieJar, HTTPBasicAuth, HTTPDigestAuth, HTTPProxyAuth } from '@req/core';
import { Cleanup } from '../src/values/cleanup.ts';
import { toValue } from '../src/values/tagged-values.ts';

let cleanup: Cleanup;
beforeEach(() => {
  cleanup = new Cleanup();
});
afterEach(() => cleanup.run());

function value(given: unknown, place: 'data' | 'files' = 'data'): unknown {
  return toValue(given, { place, cleanup });
}

async function textOf(chunks: unknown): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks as AsyncIterable<Uint8Array>) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

describe('a tagged value', () => {
  test('stands for bytes, repeated text, numbers and lists', () => {
    expect(value({ $bytes: 'AP8=' })).toEqual(Buffer.from([0, 255]));
    expect(value({ $repeat: ['ab', 3] })).toBe('ababab');
    expect(value([{ $number: 'NaN' }, { $number: '-Infinity' }, { $number: '9007199254740993' }])).toEqual([
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      9007199254740993n,
    ]);
    expect(value({ $tuple: ['a', { $pairs: [['k', { $bytes: 'YQ==' }]] }] })).toEqual(['a', [['k', Buffer.from('a')]]]);
    expect(value({ plain: [1, null, true, 'x'] })).toEqual({ plain: [1, null, true, 'x'] });
  });

  test('stands for a stream that can be gone through once, or again when its length is known', async () => {
    const once = value({ $stream: ['a', { $bytes: 'Yg==' }] });
    expect(await textOf(once)).toBe('ab');
    expect(await textOf(once)).toBe('');
    const again = value({ $stream: ['a', 'b'], length: 2 }) as { length: number };
    expect(again.length).toBe(2);
    expect(await textOf(again)).toBe('ab');
    expect(await textOf(again)).toBe('ab');
  });

  test('stands for a file on disk with its name and position, which is gone afterwards', async () => {
    const file = value({ $file: '0123456789', name: '/some.dir/a.txt', at: 5 }) as ReadStream;
    expect(file).toBeInstanceOf(ReadStream);
    expect(basename(String(file.path))).toBe('a.txt');
    expect(await textOf(file)).toBe('56789');
    await cleanup.run();
    expect(existsSync(file.path)).toBe(false);
  });

  test('stands for a Blob when a file of a form has no name, and for a pipe when it has no position', async () => {
    expect(await (value({ $file: 'abc', at: 1 }, 'files') as Blob).text()).toBe('bc');
    const pipe = value({ $file: 'abc', seekable: false }) as Readable & { path?: string };
    expect(pipe).toBeInstanceOf(Readable);
    expect(pipe.path).toBeUndefined();
    expect(await textOf(pipe)).toBe('abc');
    expect(value({ $file: 'abc', seekable: false, name: 'p' })).toMatchObject({ path: 'p' });
  });

  test('stands for authentication', () => {
    const given = { user: 'u', pass: 'p' };
    expect(value({ $auth: 'basic', ...given })).toBeInstanceOf(HTTPBasicAuth);
    expect(value({ $auth: 'digest', ...given })).toBeInstanceOf(HTTPDigestAuth);
    expect(value({ $auth: 'proxy', ...given })).toBeInstanceOf(HTTPProxyAuth);
    expect(value({ $auth: 'custom', headers: { 'X-T': '1' } })).toBeInstanceOf(Function);
    expect(() => value({ $auth: 'other' })).toThrow('other');
  });

  test('stands for a cookie jar', () => {
    const jar = value({ $jar: [{ name: 'a', value: '1', domain: 'host.test', path: '/', expires: 3786912000 }] });
    expect([...(jar as CookieJar)]).toMatchObject([
      { name: 'a', value: '1', domain: 'host.test', path: '/', expires: new Date('2090-01-01') },
    ]);
  });
});
