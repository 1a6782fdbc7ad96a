import { ConnectionError } from '../errors/errors.ts';
import { concatBytes } from '../lang/bytes.ts';
import { brokenBody } from './collect-body.ts';
import type { TransportResponse } from './transport.ts';
import { withBody } from './transport-wrapper.ts';

/** Reading more than this costs more than a new connection. */
const MAX_BYTES = 65_536;
/** The most of a response that somebody may want to look at. */
export const MAX_SHOWN = 1_048_576;
/** Milliseconds. */
const MAX_TIME = 1_000;

/**
 * Discards a response that is not needed. A short body is read to its end, so that its connection can be reused; a long,
 * slow or broken one is dropped. Never rejects and never takes longer than a second. Resolves to the response with what was
 * read of its body, which ends in an error if it was dropped.
 */
export async function discard(
  response: TransportResponse,
  signal: AbortSignal | null,
  maxBytes: number = MAX_BYTES,
): Promise<TransportResponse> {
  const { body } = response;
  if (body instanceof Uint8Array) return response;
  const read: Uint8Array[] = [];
  const whole = await readSome(body, read, signal, maxBytes);
  return withBody(
    response,
    whole ? concatBytes(read) : brokenBody(read, new ConnectionError('The rest of this response was not read.')),
  );
}

/** Resolves to true when the whole body was read. */
async function readSome(
  body: AsyncIterable<Uint8Array>,
  read: Uint8Array[],
  signal: AbortSignal | null,
  maxBytes: number,
): Promise<boolean> {
  const iterator = body[Symbol.asyncIterator]();
  let stop: () => void = () => {};
  const stopped = new Promise<'stopped'>((resolve) => {
    stop = () => resolve('stopped');
  });
  const timer = setTimeout(stop, MAX_TIME);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (let bytes = 0; bytes <= maxBytes && signal?.aborted !== true; ) {
      const next = await Promise.race([iterator.next(), stopped]);
      if (next === 'stopped') break;
      if (next.done === true) return true;
      bytes += next.value.byteLength;
      read.push(next.value);
    }
    // Not awaited: it might return only after a pending read, which may never end.
    iterator.return?.()?.catch(() => {});
  } catch {
    // The body failed: there is nothing left to drop.
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
  return false;
}
