import { contentBytes } from './bytes.ts';

/**
 * `$stream`: an iterable of chunks. Without a length it is an async generator, which can be gone through once; with
 * one, an object that can be iterated again and has a numeric `length`, as `__len__` in Python.
 */
export function givenStream(chunks: readonly unknown[], length: number | undefined): AsyncIterable<Uint8Array> {
  if (length === undefined) return generate(chunks);
  return { length, [Symbol.asyncIterator]: () => generate(chunks) } as AsyncIterable<Uint8Array>;
}

async function* generate(chunks: readonly unknown[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const chunk of chunks) yield contentBytes(chunk);
}
