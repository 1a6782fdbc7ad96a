import { ChunkedEncodingError, ContentDecodingError } from '../errors/errors.ts';
import type { Response } from '../response/response.ts';
import type { SendSettings } from './settings.ts';

/** The last response: its body is read now, unless it is streamed. Errors of the body are thrown. */
export function readBody(response: Response, { stream }: SendSettings): Response | Promise<Response> {
  if (stream) return response;
  // A response with a redirect status may have been read only in part.
  const pending = response.load();
  if (pending !== undefined) return afterLoading(response, pending);
  response.throwFailure();
  return response;
}

async function afterLoading(response: Response, pending: Promise<void>): Promise<Response> {
  await pending;
  response.throwFailure();
  return response;
}

/**
 * Reads an intermediate response to its end, so that its connection can be reused. A broken body does not matter, and a
 * compressed one is not decoded. The rest of a long or slow body is dropped together with its connection.
 */
export async function drain(response: Response): Promise<void> {
  try {
    await response.collect();
    response.throwFailure();
  } catch (error) {
    if (!(error instanceof ChunkedEncodingError) && !(error instanceof ContentDecodingError)) throw error;
  }
  if (!response.abandon()) await response.close();
}
