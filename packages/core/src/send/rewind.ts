import { StreamBody } from '../body/stream-body.ts';
import { UnrewindableBodyError } from '../errors/errors.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Response } from '../response/response.ts';

/** @throws UnrewindableBodyError when the body was sent and cannot be read again. It is never sent again empty */
export function checkRewindable(request: PreparedRequest, purpose: string, response: Response): void {
  const { source } = request;
  if (source instanceof StreamBody && !source.rewindable) {
    throw new UnrewindableBodyError(
      `Unable to rewind request body for ${purpose}: give bytes, a Blob or a file instead of a stream.`,
      { request, response },
    );
  }
}
