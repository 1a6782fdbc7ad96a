import { ConnectionError } from '../errors/errors.ts';
import { concatBytes } from '../lang/bytes.ts';
import { brokenBody } from './broken-body.ts';
import type { TransportResponse } from './transport.ts';

/** More than this is not worth reading to save a connection. */
const MAX_BYTES = 65_536;
const MAX_TIME = 1_000;

/**
 * Gets rid of a response nobody wants: a short body is read to its end, so that its connection can be used again;
 * what is long, slow or broken is dropped. Never rejects, never waits longer than a second. Resolves to the response
 * with what was read of it: a body that was dropped ends in an error.
 */
export async function discard(response: TransportResponse, signal: AbortSignal | null): Promise<TransportResponse> {
  const { body } = response;
  if (body instanceof Uint8Array) return response;
  const read: Uint8Array[] = [];
  const whole = await readSome(body, read, signal);
  if (whole) return { ...response, body: concatBytes(read) };
  return { ...response, body: brokenBody(read, new ConnectionError('The rest of this response was not read.')) };
}

/** True when all of it was read. */
async function readSome(
  body: AsyncIterable<Uint8Array>,
  read: Uint8Array[],
  signal: AbortSignal | null,
): Promise<boolean> {
  const iterator = body[Symbol.asyncIterator]();
  let stop: () => void = () => {};
  const stopped = new Promise<'stopped'>((resolve) => {
    stop = () => resolve('stopped');
  });
  const timer = setTimeout(stop, MAX_TIME);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (let bytes = 0; bytes <= MAX_BYTES && signal?.aborted !== true; ) {
      const next = await Promise.race([iterator.next(), stopped]);
      if (next === 'stopped') break;
      if (next.done === true) return true;
      bytes += next.value.byteLength;
      read.push(next.value);
    }
    // Not awaited: a transport that breaks its contract might return only after a read that never ends.
    iterator.return?.()?.catch(() => {});
  } catch {
    // The body broke off: there is nothing left to drop.
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
  return false;
}
