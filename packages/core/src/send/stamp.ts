import { RequestException } from '../errors/errors.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Request } from '../request/request.ts';
import type { Response } from '../response/response.ts';

/**
 * Errors of ours learn their request, and the response that led to them; a caller's own, thrown by a hook or by the body it
 * gave, pass as they are. What an error knows already stays.
 */
export function stamped(
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

/** As `stamped`, for an error that may come from an exchange: that one knows its request, and had no response. */
export function stampedBetween(error: unknown, request: PreparedRequest, response: Response | null): unknown {
  return error instanceof RequestException && error.request === null ? stamped(error, request, response) : error;
}
