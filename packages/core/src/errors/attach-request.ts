import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Request } from '../request/request.ts';
import type { Response } from '../response/response.ts';
import { RequestException } from './errors.ts';

/**
 * Sets the request of one of our exceptions, and the response that led to it, unless it has them already. Any other error
 * (thrown by a hook, or by the caller's body) is left alone. Returns the error.
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

/**
 * The same, but leaves an exception alone that has a request: it comes from an exchange, which set it, and if there is no
 * response then because none arrived.
 */
export function attachRequestIfMissing(error: unknown, request: PreparedRequest, response: Response | null): unknown {
  return error instanceof RequestException && error.request === null ? attachRequest(error, request, response) : error;
}
