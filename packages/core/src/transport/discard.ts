import type { TransportResponse } from './transport.ts';

/** More than this is not worth reading to save a connection. */
const MAX_BYTES = 65_536;
const MAX_TIME = 1_000;

/**
 * Gets rid of a response nobody wants: a short body is read to its end, so that its connection can be used again;
 * what is long, slow or broken is dropped. Never rejects, never waits longer than a second.
 */
export async function discard(response: TransportResponse, signal: AbortSignal | null): Promise<void> {
  const { body } = response;
  if (body instanceof Uint8Array) return;
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
      if (next.done === true) return;
      bytes += next.value.byteLength;
    }
    // Not awaited: a transport that breaks its contract might return only after a read that never ends.
    iterator.return?.()?.catch(() => {});
  } catch {
    // The body broke off: there is nothing left to drop.
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
