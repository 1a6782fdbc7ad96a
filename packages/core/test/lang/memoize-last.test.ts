import { describe, expect, test } from '@jest/globals';
import { FunctionTransport, InvalidHeader, Session } from '../../src/index.ts';
import { memoizeLast, memoizeLastList } from '../../src/lang/memoize-last.ts';

describe('memoizeLast', () => {
  test('calls the function again only for another string', () => {
    const calls: string[] = [];
    const upper = memoizeLast((text) => {
      calls.push(text);
      return text.toUpperCase();
    });
    expect(['a', 'a', 'b', 'a', '', ''].map(upper)).toEqual(['A', 'A', 'B', 'A', '', '']);
    expect(calls).toEqual(['a', 'b', 'a', '']);
  });

  test('remembers results that are undefined or null', () => {
    let calls = 0;
    const nothing = memoizeLast(() => {
      calls++;
    });
    expect([nothing('a'), nothing('a')]).toEqual([undefined, undefined]);
    expect(calls).toBe(1);
  });

  test('does not remember what is longer than the limit, and keeps what it had', () => {
    const calls: string[] = [];
    const length = memoizeLast((text) => calls.push(text) && text.length, 3);
    expect(['abc', 'abcd', 'abcd', 'abc'].map(length)).toEqual([3, 4, 4, 3]);
    expect(calls).toEqual(['abc', 'abcd', 'abcd']);
  });

  test('does not remember an exception', () => {
    let calls = 0;
    const fails = memoizeLast(() => {
      calls++;
      throw new RangeError();
    });
    expect(() => fails('a')).toThrow(RangeError);
    expect(() => fails('a')).toThrow(RangeError);
    expect(calls).toBe(2);
  });
});

describe('memoizeLastList', () => {
  function counted(maxLength?: number): { lines: (list: readonly string[]) => string; calls: string[] } {
    const calls: string[] = [];
    const lines = memoizeLastList((list) => {
      const text = list.join();
      calls.push(text);
      return text;
    }, maxLength);
    return { lines, calls };
  }

  test('calls the function again only when an item differs', () => {
    const { lines, calls } = counted();
    expect(lines([])).toBe('');
    lines(['A', '1', 'B', '2']);
    lines(['A', '1', 'B', '2']);
    expect(calls).toEqual(['', 'A,1,B,2']);
    for (const other of [
      ['A', '1', 'B', '3'],
      ['a', '1', 'B', '2'],
      ['B', '2', 'A', '1'],
      ['A', '1'],
    ]) {
      expect(lines(other)).toBe(other.join());
      expect(calls.at(-1)).toBe(other.join());
      lines(['A', '1', 'B', '2']);
    }
  });

  test('a list that is changed afterwards is not taken for what it was', () => {
    const { lines } = counted();
    const flat = ['A', '1'];
    lines(flat);
    flat[1] = 'bad\r\n';
    expect(lines(flat)).toBe('A,bad\r\n');
    expect(lines(['A', '1'])).toBe('A,1');
  });

  test('a list longer than the limit in all is not remembered', () => {
    const { lines, calls } = counted(3);
    lines(['ab', 'cd']);
    lines(['ab', 'cd']);
    expect(calls).toEqual(['ab,cd', 'ab,cd']);
  });
});

test('a bad field is refused after a request with good ones, and again after that', async () => {
  const session = new Session({ transport: new FunctionTransport(() => ({ status: 200 })), trustEnv: false });
  await session.get('http://a.test/');
  const auth = (request: { headers: { set(name: string, value: string): void } }): void => {
    request.headers.set('X', 'a\r\nEvil: 1');
  };
  for (let i = 0; i < 2; i++) {
    await expect(session.get('http://a.test/', { auth: auth as never })).rejects.toBeInstanceOf(InvalidHeader);
  }
});
