import { concatBytes } from '../lang/bytes.ts';
import { turn } from './decode-pace.ts';

/** A piece that is smaller costs more on its way through a decoder than in it. */
const SMALL = 1024;
/** So many small pieces in a row are no accident. */
const PATIENCE = 16;
/** Pieces are put together up to this size. */
const FULL = 16_384;

/**
 * The pieces of a body as they arrive. When many small ones come in a row, those that have arrived already come as one:
 * a server may send each byte in a chunk of its own, and a decoder takes about as long for one byte as for a thousand.
 */
export async function* gatherPieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  /** A piece that was asked for and has not come yet. */
  let pending: Promise<IteratorResult<Uint8Array>> | null = null;
  let ended = false;
  let small = 0;
  try {
    for (;;) {
      const result: IteratorResult<Uint8Array> = await (pending ?? iterator.next());
      pending = null;
      if (result.done === true) {
        ended = true;
        return;
      }
      let piece = result.value;
      small = piece.length < SMALL ? small + 1 : 0;
      if (small > PATIENCE) {
        const gathered: Uint8Array[] = [piece];
        let size = piece.length;
        const late = turn().then(() => null);
        while (size < FULL) {
          pending = iterator.next();
          // Whoever awaits it next is told of its failure.
          pending.catch(() => {});
          const more: IteratorResult<Uint8Array> | null = await Promise.race([pending, late]).catch(() => null);
          if (more === null || more.done === true) break;
          pending = null;
          gathered.push(more.value);
          size += more.value.length;
        }
        piece = concatBytes(gathered);
      }
      yield piece;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    if (!ended) {
      const closing = iterator.return?.();
      // A generator that waits for a piece ends when that has come, which may be never.
      if (pending === null) await closing;
      else closing?.catch(() => {});
    }
  }
}
