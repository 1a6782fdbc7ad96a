import { type FilePath, writeStream } from '#platform';
import { type ProgressListener, trackProgress } from '../body/progress.ts';
import { checkFunction } from '../lang/check-option.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import type { Response } from './response.ts';

/** The options of `save()`. */
export interface SaveOptions {
  /** Called as bytes are written to the file. */
  readonly onProgress?: ProgressListener | undefined;
}

const KIND: OptionsKind = optionsKind('save()', ['onProgress'], { ondownloadprogress: 'onProgress' });

/**
 * Writes the decoded body to `path`, through a temporary file beside it that is renamed at the end, so that a failed
 * download leaves no partial file behind. If anything fails, the response is closed.
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
    // With a content coding, Content-Length is not the length of the file.
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

/** Iterating a response that is closed meanwhile just ends; a truncated file would look complete. */
async function* wholeBody(response: Response): AsyncGenerator<Uint8Array> {
  yield* response.iterContent();
  response.throwIfClosed();
}
