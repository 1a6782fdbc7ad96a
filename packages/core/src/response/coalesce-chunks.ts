import { concatBytes } from '../lang/bytes.ts';
import { nextTurn } from './time-slice.ts';

/** Below this, passing a chunk through a decoder costs more than decoding it. */
const SMALL_CHUNK = 1024;
/** Small chunks in a row before the following ones are coalesced. */
const MAX_SMALL_CHUNKS = 16;
/** Chunks are coalesced up to this many bytes. */
const COALESCED_SIZE = 16_384;

/**
 * The chunks of a body as they arrive; but after many small ones in a row, those that have already arrived come as one. A
 * server may send each byte in a chunk of its own, and a decoder takes about as long for one byte as for a thousand.
 */
export async function* coalesceChunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  /** A read that has not resolved yet. */
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
      let chunk = result.value;
      small = chunk.length < SMALL_CHUNK ? small + 1 : 0;
      if (small > MAX_SMALL_CHUNKS) {
        const gathered: Uint8Array[] = [chunk];
        let size = chunk.length;
        const timeout = nextTurn().then(() => null);
        while (size < COALESCED_SIZE) {
          pending = iterator.next();
          // The next one to await it gets the error.
          pending.catch(() => {});
          const more: IteratorResult<Uint8Array> | null = await Promise.race([pending, timeout]).catch(() => null);
          if (more === null || more.done === true) break;
          pending = null;
          gathered.push(more.value);
          size += more.value.length;
        }
        chunk = concatBytes(gathered);
      }
      yield chunk;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    if (!ended) {
      const closing = iterator.return?.();
      // A generator with a read in flight returns only when that read resolves, which may be never.
      if (pending === null) await closing;
      else closing?.catch(() => {});
    }
  }
}
