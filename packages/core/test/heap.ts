import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes on the heap, in buffers and in large strings that something still refers to. */
export async function heap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    // Finalizers run, and what they let go of is collected, a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * What the second of two equal halves of a piece of work leaves on the heap. The first one fills the caches that have a
 * bound, and compiles the code.
 */
export async function growthOfSecondHalf(work: (half: 0 | 1) => void | Promise<void>): Promise<number> {
  await work(0);
  const before = await heap();
  await work(1);
  return (await heap()) - before;
}
