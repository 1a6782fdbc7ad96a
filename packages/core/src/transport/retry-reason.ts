import { ConnectionError, ConnectTimeout, ProxyError, ReadTimeout, SSLError } from '../errors/errors.ts';
import type { RetryReason } from './retry-policy.ts';

/** Codes of errors that come before a connection is there: the server saw nothing of the request. */
const NOT_CONNECTED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ENOENT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * What kind of failure an error is; `null` for one that sending again cannot mend: an abort, a total timeout, a request
 * that cannot be sent.
 */
export function retryReason(error: unknown): RetryReason | null {
  if (error instanceof ConnectTimeout) return 'connect';
  if (error instanceof ReadTimeout) return 'read';
  if (!(error instanceof ConnectionError)) return null;
  if (neverConnected(error)) return 'connect';
  return error instanceof ProxyError || error instanceof SSLError ? 'other' : 'read';
}

function neverConnected(error: unknown): boolean {
  let current = error as { code?: unknown; cause?: unknown } | null | undefined;
  for (let depth = 0; depth < 8 && typeof current === 'object' && current !== null; depth++) {
    if (NOT_CONNECTED.has(current.code)) return true;
    current = current.cause as typeof current;
  }
  return false;
}
