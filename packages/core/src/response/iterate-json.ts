import { JSONDecodeError } from '../errors/errors.ts';
import { checkNumber } from '../lang/check-option.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { DEFAULT_MAX_SIZE, withoutMark } from './iterate-events.ts';
import { parseJson } from './parse-json.ts';
import { RecordSplitter } from './split-records.ts';

export interface IterJsonOptions {
  /** Bytes of one JSON text. A larger one is a `ContentTooLarge`. Default: 16 MiB; `null`: no limit. */
  readonly maxItemSize?: number | null | undefined;
}

const KIND: OptionsKind = optionsKind('iterJson()', ['maxItemSize']);

/** @throws TypeError for an unknown or invalid option */
export function maxItemSizeOf(options: IterJsonOptions | undefined): number {
  const { maxItemSize = DEFAULT_MAX_SIZE } = knownOptions(options, KIND);
  checkNumber('maxItemSize', maxItemSize, 1);
  return maxItemSize ?? Number.POSITIVE_INFINITY;
}

interface JsonTexts {
  /** Whether the response says that it is a JSON text sequence. */
  readonly isSequence: boolean;
  /** Bytes of the longest text. */
  readonly limit: number;
  /** Validates a value, and returns what the caller gets. */
  readonly check: ((value: unknown) => Promise<unknown>) | null;
  /** Describes the response in messages. */
  origin(): string;
}

const RS = 0x1e;

/**
 * The values of a body in UTF-8: a JSON text a line, or a JSON text sequence (RFC 7464), which begins with a record
 * separator. Empty lines and texts are passed over.
 * @throws JSONDecodeError for a text that is not JSON; ContentTooLarge for one over the limit
 */
export async function* iterateJson(
  chunks: AsyncIterable<Uint8Array>,
  { isSequence, limit, check, origin }: JsonTexts,
): AsyncGenerator<unknown, void, undefined> {
  let splitter: RecordSplitter | null = null;
  let sequence = isSequence;
  let count = 0;
  const where = (): string => ` in text ${count} of ${origin()}`;
  const parse = (bytes: Uint8Array): unknown => {
    const text = utf8.decode(count === 0 ? withoutMark(bytes) : bytes);
    if (!/[^ \t\r\n]/.test(text)) return undefined;
    count++;
    const value = parseJson(text, where);
    // Cut short it would be JSON too (RFC 7464 §2.4).
    const cuttable = sequence && (typeof value !== 'object' || value === null) && typeof value !== 'string';
    if (cuttable && !/[ \t\r\n]$/.test(text))
      throw new JSONDecodeError(`White space is missing after a number or name${where()}`);
    return value;
  };
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    if (splitter === null) {
      sequence ||= chunk[0] === RS;
      const tooLarge = `A JSON text is larger than ${limit} bytes, which is the limit that maxItemSize sets`;
      splitter = new RecordSplitter(sequence ? 'RS' : 'LF', limit, tooLarge);
    }
    for (const record of splitter.write(chunk)) {
      const value = parse(record);
      if (value !== undefined) yield check === null ? value : await check(value);
    }
  }
  const last = splitter === null ? undefined : parse(splitter.rest());
  if (last !== undefined) yield check === null ? last : await check(last);
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
