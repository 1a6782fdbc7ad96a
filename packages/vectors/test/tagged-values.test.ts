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
  test('is bytes, repeated text, a number or a list', () => {
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

  test('is a stream that can be read once, or repeatedly if it has a length', async () => {
    const once = value({ $stream: ['a', { $bytes: 'Yg==' }] });
    expect(await textOf(once)).toBe('ab');
    expect(await textOf(once)).toBe('');
    const again = value({ $stream: ['a', 'b'], length: 2 }) as { length: number };
    expect(again.length).toBe(2);
    expect(await textOf(again)).toBe('ab');
    expect(await textOf(again)).toBe('ab');
  });

  test('is a file on disk with a name and a position, removed afterwards', async () => {
    const file = value({ $file: '0123456789', name: '/some.dir/a.txt', at: 5 }) as ReadStream;
    expect(file).toBeInstanceOf(ReadStream);
    expect(basename(String(file.path))).toBe('a.txt');
    expect(await textOf(file)).toBe('56789');
    await cleanup.run();
    expect(existsSync(file.path)).toBe(false);
  });

  test('is a Blob for a file of a form without a name, and a stream for a file that is not seekable', async () => {
    expect(await (value({ $file: 'abc', at: 1 }, 'files') as Blob).text()).toBe('bc');
    const pipe = value({ $file: 'abc', seekable: false }) as Readable & { path?: string };
    expect(pipe).toBeInstanceOf(Readable);
    expect(pipe.path).toBeUndefined();
    expect(await textOf(pipe)).toBe('abc');
    expect(value({ $file: 'abc', seekable: false, name: 'p' })).toMatchObject({ path: 'p' });
  });

  test('is an authentication object', () => {
    const given = { user: 'u', pass: 'p' };
    expect(value({ $auth: 'basic', ...given })).toBeInstanceOf(HTTPBasicAuth);
    expect(value({ $auth: 'digest', ...given })).toBeInstanceOf(HTTPDigestAuth);
    expect(value({ $auth: 'proxy', ...given })).toBeInstanceOf(HTTPProxyAuth);
    expect(value({ $auth: 'custom', headers: { 'X-T': '1' } })).toBeInstanceOf(Function);
    expect(() => value({ $auth: 'other' })).toThrow('other');
  });

  test('is a cookie jar', () => {
    const jar = value({ $jar: [{ name: 'a', value: '1', domain: 'host.test', path: '/', expires: 3786912000 }] });
    expect([...(jar as CookieJar)]).toMatchObject([
      { name: 'a', value: '1', domain: 'host.test', path: '/', expires: new Date('2090-01-01') },
    ]);
  });
});
