import { describeBytes } from './describe-bytes.ts';

/** Items of an iteration, and the error that ended it, if one did. */
export interface Iteration {
  readonly items: readonly unknown[];
  readonly failed: boolean;
  readonly error: unknown;
}

/** Goes through an iteration, or leaves it after `take` items. Bytes are described. */
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
