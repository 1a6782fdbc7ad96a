import type { FetchExchange } from './fetch-exchange.ts';

/** A stream of known length is sent as it is read. */
export function bufferedUpload(_exchange: FetchExchange): Promise<Blob> | null {
  return null;
}
