import { JSONDecodeError } from '../errors/errors.ts';
import { checkNumber } from '../lang/check-option.ts';
import { type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { ownOptions } from '../lang/own-properties.ts';
import { DEFAULT_MAX_SIZE, withoutMark } from './iterate-events.ts';
import { isSchema, type JsonOptions, type JsonSettings, jsonOptions } from './json-options.ts';
import { type ParseJson, parseJson } from './parse-json.ts';
import { RecordSplitter } from './split-records.ts';
import type { StandardSchema } from './standard-schema.ts';

/** The options of `response.iterJson()`. */
export interface IterJsonOptions<T> extends JsonOptions<T> {
  /** Bytes of one JSON text. A larger one is a `ContentTooLarge`. Default: 16 MiB; `null`: no limit. */
  readonly maxItemSize?: number | null | undefined;
}

const KIND: OptionsKind = optionsKind('iterJson()', ['schema', 'reviver', 'parse', 'maxItemSize'], {
  parsejson: 'parse',
});

interface IterJsonSettings<T> extends JsonSettings<T> {
  readonly maxItemSize: number;
}

/** The argument of `iterJson()`, a schema or options, in one form. @throws TypeError for anything else */
export function iterJsonOptions<T>(
  given: StandardSchema<T> | IterJsonOptions<T> | null | undefined,
): IterJsonSettings<T> {
  const settings = jsonOptions(given, KIND);
  if (given === undefined || given === null || isSchema(given)) return { ...settings, maxItemSize: DEFAULT_MAX_SIZE };
  const { maxItemSize = DEFAULT_MAX_SIZE } = ownOptions(given as IterJsonOptions<T>);
  checkNumber('maxItemSize', maxItemSize, 1);
  return { ...settings, maxItemSize: maxItemSize ?? Number.POSITIVE_INFINITY };
}

interface JsonTexts {
  /** Whether the response says that it is a JSON text sequence. */
  readonly isSequence: boolean;
  /** Bytes of the longest text. */
  readonly limit: number;
  /** Instead of `JSON.parse`. */
  readonly parse: ParseJson | null;
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
  { isSequence, limit, parse, check, origin }: JsonTexts,
): AsyncGenerator<unknown, void, undefined> {
  let splitter: RecordSplitter | null = null;
  let sequence = isSequence;
  let count = 0;
  const where = (): string => ` in text ${count} of ${origin()}`;
  function* values(record: Uint8Array): Generator<unknown, void, undefined> {
    const text = utf8.decode(count === 0 ? withoutMark(record) : record);
    if (!/[^ \t\r\n]/.test(text)) return;
    count++;
    const value = parseJson(text, where, parse);
    // Cut short, a number would be one too (RFC 7464 §2.4).
    if (sequence && !/^[ \t\r\n]*[[{"]/.test(text) && !/[ \t\r\n]$/.test(text))
      throw new JSONDecodeError(`White space is missing after a number or name${where()}`);
    yield check === null ? value : check(value);
  }
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    if (splitter === null) {
      sequence ||= chunk[0] === RS;
      const tooLarge = `A JSON text is larger than ${limit} bytes, which is the limit that maxItemSize sets`;
      splitter = new RecordSplitter(sequence ? 'RS' : 'LF', limit, tooLarge);
    }
    for (const record of splitter.write(chunk)) yield* values(record);
  }
  if (splitter !== null) yield* values(splitter.rest());
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
