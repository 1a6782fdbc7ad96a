import { ChunkedEncodingError, ContentDecodingError } from '../errors/errors.ts';
import type { Response } from '../response/response.ts';

/**
 * Reads an intermediate response to its end, so that its connection can be used again; a broken body is no matter, and
 * a coded one is not decoded.
 */
export async function drain(response: Response): Promise<void> {
  try {
    await response.collect();
    response.throwFailure();
  } catch (error) {
    if (!(error instanceof ChunkedEncodingError) && !(error instanceof ContentDecodingError)) throw error;
  }
  await response.close();
}
