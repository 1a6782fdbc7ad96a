import { ChunkedEncodingError, ContentDecodingError } from '../errors/errors.ts';
import type { Response } from '../response/response.ts';

/** Reads an intermediate response to its end, so that its connection can be used again; a broken body is no matter. */
export async function drain(response: Response): Promise<void> {
  try {
    await response.read();
  } catch (error) {
    if (!(error instanceof ChunkedEncodingError) && !(error instanceof ContentDecodingError)) throw error;
  }
  await response.close();
}
