import { Readable } from 'node:stream';
import type { ClientExchange } from '@req/node-connect';

/** Lets go of a streamed upload when its connection is closed. */
export function letGoOfUpload(data: unknown, exchange: ClientExchange): void {
  if (data instanceof Readable) exchange.onClose(() => endQuietly(data));
}

/**
 * Lets go of an upload whose connection is closed. axios takes a stream that closes before its end for an abort, and
 * would drop the response that is there already.
 */
function endQuietly(upload: Readable): void {
  upload.unpipe();
  upload.emit('end');
  upload.destroy();
}
