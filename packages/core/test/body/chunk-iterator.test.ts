import { describe, expect, test } from '@jest/globals';
import { ChunkIterator } from '../../src/body/chunk-iterator.ts';

const texts = async (source: AsyncIterable<unknown> | Iterable<unknown>): Promise<string[]> => {
  const seen: string[] = [];
  for await (const chunk of new ChunkIterator(() => source)) seen.push(Buffer.from(chunk).toString());
  return seen;
};

/** A source that records when it is opened and closed. */
function watched(values: readonly unknown[]): { source: AsyncIterable<unknown>; log: string[] } {
  const log: string[] = [];
  async function* give(): AsyncGenerator<unknown> {
    log.push('opened');
    try {
      yield* values;
    } finally {
      log.push('closed');
    }
  }
  return { source: { [Symbol.asyncIterator]: give }, log };
}

describe('chunks of a source', () => {
  test('are bytes, converted from text, views and buffers; empty ones are skipped', async () => {
    const values = [
      'a',
      '',
      new Uint8Array(0),
      Buffer.from('b'),
      new Uint8Array([0x63]).buffer,
      new DataView(new ArrayBuffer(0)),
    ];
    expect(await texts(watched(values).source)).toEqual(['a', 'b', 'c']);
  });

  test('may come from a synchronous iterable of values or promises', async () => {
    expect(await texts(['a', 'b'])).toEqual(['a', 'b']);
    expect(await texts([Promise.resolve('a'), 'b'])).toEqual(['a', 'b']);
  });

  test('may come from an iterator with its own kind of promises', async () => {
    let left = 2;
    const next = (): PromiseLike<IteratorResult<string>> => {
      const step = left-- > 0 ? { done: false, value: 'x' } : { done: true, value: undefined };
      // biome-ignore lint/suspicious/noThenProperty: this tests promises of another kind.
      return { then: (resolve) => Promise.resolve(step as IteratorResult<string>).then(resolve) };
    };
    expect(await texts({ [Symbol.asyncIterator]: () => ({ next }) } as unknown as AsyncIterable<string>)).toEqual([
      'x',
      'x',
    ]);
  });

  test('are not read before the first next(); an unopened source is not closed', async () => {
    const { source, log } = watched(['a']);
    const iterator = new ChunkIterator(() => source);
    await iterator.return();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(log).toEqual([]);
  });

  test('returning early closes the source, once', async () => {
    const { source, log } = watched(['a', 'b']);
    const iterator = new ChunkIterator(() => source);
    await iterator.next();
    await iterator.return();
    await iterator.return();
    expect(log).toEqual(['opened', 'closed']);
    expect((await iterator.next()).done).toBe(true);
  });

  test('anything that is not a chunk throws TypeError and closes the source', async () => {
    const { source, log } = watched(['a', 7, 'b']);
    const iterator = new ChunkIterator(() => source);
    await iterator.next();
    await expect(iterator.next()).rejects.toThrow('must yield bytes or strings, not number');
    expect(log).toEqual(['opened', 'closed']);
    expect((await iterator.next()).done).toBe(true);
  });

  test('an error of the source is passed on and ends the iteration', async () => {
    const error = new Error('of the source');
    async function* failing(): AsyncGenerator<string> {
      yield 'a';
      throw error;
    }
    const iterator = new ChunkIterator(failing);
    await iterator.next();
    await expect(iterator.next()).rejects.toBe(error);
    expect((await iterator.next()).done).toBe(true);
    const unopened = new ChunkIterator(() => {
      throw error;
    });
    await expect(unopened.next()).rejects.toBe(error);
  });

  test('thousands of empty chunks in a row do not overflow the stack', async () => {
    const values = [...new Array<string>(50_000).fill(''), 'end'];
    expect(await texts(watched(values).source)).toEqual(['end']);
  });
});
