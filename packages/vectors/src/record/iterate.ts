import { describeBytes } from './describe-bytes.ts';

/** The items of an iteration, and the error that ended it, if any. */
export interface Iteration {
  readonly items: readonly unknown[];
  readonly failed: boolean;
  readonly error: unknown;
}

/** Collects the items of an iteration, or the first `take` of them. Bytes are converted by `describeBytes`. */
export async function iterate(
  source: AsyncIterable<unknown>,
  take: number = Number.POSITIVE_INFINITY,
): Promise<Iteration> {
  const items: unknown[] = [];
  try {
    if (take > 0) {
      for await (const item of source) {
        items.push(item instanceof Uint8Array ? describeBytes(item) : item);
        if (items.length >= take) break;
      }
    }
    return { items, failed: false, error: null };
  } catch (error) {
    return { items, failed: true, error };
  }
}
