import { type FilePath, writeStream } from '#platform';
import { type ProgressListener, trackProgress } from '../body/progress.ts';
import { checkFunction } from '../lang/check-option.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import type { Response } from './response.ts';

export interface SaveOptions {
  /** Called as bytes are written. */
  readonly onProgress?: ProgressListener | undefined;
}

const KIND: OptionsKind = optionsKind('save()', ['onProgress'], { ondownloadprogress: 'onProgress' });

/**
 * Writes a response's decoded body to `path`, by way of a file beside it that is renamed when it is whole, so that a
 * failed download leaves no file behind that looks whole. Whatever fails, the response is closed.
 */
export async function saveResponse(
  response: Response,
  path: FilePath,
  options: SaveOptions | undefined,
): Promise<number> {
  const { onProgress } = knownOptions(options, KIND);
  checkFunction('onProgress', onProgress);
  let chunks: AsyncIterable<Uint8Array> = wholeBody(response);
  if (onProgress !== undefined && onProgress !== null) {
    // The length on the wire is the file's length only when the body is not coded.
    const coded = response.headers.has('content-encoding');
    const length = response.headers.get('content-length');
    chunks = trackProgress(chunks, coded || length === null ? null : Number(length), onProgress);
  }
  try {
    return await writeStream(path, chunks);
  } catch (error) {
    await response.close();
    throw error;
  }
}

/** Iterating ends in silence when the response is closed meanwhile: a file would look whole. */
async function* wholeBody(response: Response): AsyncGenerator<Uint8Array> {
  yield* response.iterContent();
  response.throwIfClosed();
}
