import { ChunkedEncodingError, ContentDecodingError } from '../errors/errors.ts';
import type { Response } from '../response/response.ts';

/**
 * Reads an intermediate response to its end, so that its connection can be used again. A broken body does not matter, a
 * coded one is not decoded, and of one that is long or slow the rest is dropped with its connection.
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
