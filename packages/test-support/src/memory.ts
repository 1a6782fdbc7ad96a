import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Runs full garbage collections, and lets finalizers run between them. */
export async function collectGarbage(rounds = 2): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    // What a finalizer releases is collected a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  await new Promise((resolve) => setImmediate(resolve));
}

/** Bytes that are still referenced: heap, buffers and large strings. */
export async function heapInUse(): Promise<number> {
  await collectGarbage(3);
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * Bytes that the second of two equal halves of a piece of work leaves on the heap. The first half fills bounded caches
 * and compiles the code.
 */
export async function growthOfSecondHalf(work: (half: 0 | 1) => void | Promise<void>): Promise<number> {
  await work(0);
  const before = await heapInUse();
  await work(1);
  return (await heapInUse()) - before;
}
