import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Request } from '../request/request.ts';
import type { Response } from '../response/response.ts';
import { RequestException } from './errors.ts';

/**
 * Errors of ours learn their request, and the response that led to them; a caller's own, thrown by a hook or by the body it
 * gave, pass as they are. What an error knows already stays.
 */
export function attachRequest(
  error: unknown,
  request: PreparedRequest | Request | null,
  response: Response | null = null,
): unknown {
  if (error instanceof RequestException) {
    error.request ??= request;
    error.response ??= response;
  }
  return error;
}

/** As `attachRequest`, but leaves an error that has a request as it is: an exchange attached it, and had no response. */
export function attachRequestIfMissing(error: unknown, request: PreparedRequest, response: Response | null): unknown {
  return error instanceof RequestException && error.request === null ? attachRequest(error, request, response) : error;
}
