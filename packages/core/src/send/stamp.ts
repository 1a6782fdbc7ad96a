import { RequestException } from '../errors/errors.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';

/** Errors of ours learn their request; a caller's own, thrown by the body it gave, pass as they are. */
export function stamped(error: unknown, request: PreparedRequest): unknown {
  if (error instanceof RequestException && error.request === null) error.request = request;
  return error;
}
