import { toContent } from '#platform';
import { checkBoolean } from '../lang/check-option.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { BodyReader } from './body-reader.ts';
import { decodeChunks, decodeUnicodeChunks } from './decode-chunks.ts';
import { iterateLines } from './iterate-lines.ts';
import type { Content } from './raw-body.ts';

/** The options of `iterContent()`. */
export interface IterContentOptions {
  /** Bytes a chunk. Without it, chunks come as they arrive; `iterLines` reads a body with a Content-Length 512 bytes at a time. */
  readonly chunkSize?: number | null | undefined;
  /** Text instead of bytes, decoded by the response's `encoding`. If that is `null`, chunks are bytes and lines are UTF-8. */
  readonly decodeUnicode?: boolean | undefined;
}

const CONTENT: OptionsKind = optionsKind('iterContent()', ['chunkSize', 'decodeUnicode']);
const LINES: OptionsKind = optionsKind('iterLines()', ['chunkSize', 'decodeUnicode', 'delimiter']);

/** The options of `iterLines()`. */
export interface IterLinesOptions extends IterContentOptions {
  /** What separates lines. Without it: CR, LF and CRLF. */
  readonly delimiter?: string | Uint8Array | null | undefined;
}

interface Iteration {
  readonly encoding: string | null;
  /** Whether `decodeUnicode` yields text even if `encoding` is `null`. */
  readonly alwaysText?: boolean;
  /** Called when the last chunk was read. */
  onEnd(): void;
}

/** The chunks of a loaded body, or of one that is being read. @throws TypeError at once for an invalid `chunkSize` */
export function iterateResponse(
  body: Uint8Array | BodyReader,
  options: IterContentOptions | undefined,
  iteration: Iteration,
): AsyncIterableIterator<Content | string> {
  const { chunkSize = null, decodeUnicode } = knownOptions(options, CONTENT);
  checkBoolean('decodeUnicode', decodeUnicode);
  if (chunkSize !== null && !Number.isInteger(chunkSize)) {
    throw new TypeError(`chunkSize must be a whole number of bytes, not ${String(chunkSize)}`);
  }
  const chunks = body instanceof BodyReader ? readerChunks(body, chunkSize, iteration) : slices(body, chunkSize);
  if (decodeUnicode !== true) return chunks;
  const { encoding, alwaysText = false } = iteration;
  if (encoding !== null) return decodeChunks(chunks, encoding) as AsyncIterableIterator<Content | string>;
  return alwaysText ? decodeUnicodeChunks(chunks) : chunks;
}

async function* readerChunks(
  reader: BodyReader,
  chunkSize: number | null,
  iteration: Iteration,
): AsyncGenerator<Content, void, undefined> {
  // As urllib3, for a body that is being read: 0 yields nothing, a negative size all of it at once.
  const size = chunkSize !== null && chunkSize < 0 ? Number.POSITIVE_INFINITY : chunkSize;
  while (size !== 0) {
    const chunk = size === null ? await reader.next() : await reader.take(size);
    if (chunk === null) break;
    yield toContent(chunk);
  }
  iteration.onEnd();
}

async function* slices(bytes: Uint8Array, chunkSize: number | null): AsyncGenerator<Content, void, undefined> {
  const size = chunkSize !== null && chunkSize > 0 ? chunkSize : bytes.byteLength;
  for (let start = 0; start < bytes.byteLength; start += size) yield toContent(bytes.subarray(start, start + size));
}

/** @throws TypeError for an unknown option, or a delimiter that is neither text nor bytes */
export function iterLinesOptions(options: IterLinesOptions | undefined): IterLinesOptions {
  const own = knownOptions(options, LINES);
  const { delimiter = null } = own;
  if (delimiter !== null && typeof delimiter !== 'string' && !ArrayBuffer.isView(delimiter))
    throw new TypeError('delimiter must be text or bytes');
  return own;
}

/** The lines of these chunks. */
export function linesOf(
  chunks: AsyncIterableIterator<Content | string>,
  delimiter: string | Uint8Array | null,
): AsyncIterableIterator<Content | string> {
  return contentLines(iterateLines(chunks, delimiter));
}

async function* contentLines(
  lines: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<Content | string, void, undefined> {
  for await (const line of lines) yield typeof line === 'string' ? line : toContent(line);
}
