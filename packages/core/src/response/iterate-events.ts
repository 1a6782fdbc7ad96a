import { ContentTooLarge } from '../errors/errors.ts';
import { checkNumber } from '../lang/check-option.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { RecordSplitter } from './split-records.ts';

/** An event of a `text/event-stream` (HTML Standard §9.2). */
export interface ServerSentEvent {
  /** The `event` field; `'message'` without one. */
  readonly type: string;
  /** The `data` fields, joined by line feeds. */
  readonly data: string;
  /** The last event ID: the `id` field of this event, or of the last one before it that had one; else `''`. */
  readonly id: string;
  /** Milliseconds to wait before reconnecting, as the stream last said in a `retry` field; `null` if it never did. */
  readonly retry: number | null;
}

/** The options of `iterEvents()`. */
export interface IterEventsOptions {
  /** Bytes of one event. A larger one is a `ContentTooLarge`. Default: 16 MiB; `null`: no limit. */
  readonly maxEventSize?: number | null | undefined;
}

/** The most that is held of an event, or of a JSON text, in bytes. */
export const DEFAULT_MAX_SIZE: number = 16 * 1024 * 1024;

const KIND: OptionsKind = optionsKind('iterEvents()', ['maxEventSize']);

/** @throws TypeError for an unknown or invalid option */
export function maxEventSizeOf(options: IterEventsOptions | undefined): number {
  const { maxEventSize = DEFAULT_MAX_SIZE } = knownOptions(options, KIND);
  checkNumber('maxEventSize', maxEventSize, 1);
  return maxEventSize ?? Number.POSITIVE_INFINITY;
}

const COLON = 0x3a;
const SPACE = 0x20;

/** Parses an event stream (HTML Standard §9.2.6). An event that is not ended by an empty line is dropped. */
export class EventParser {
  /** The last event ID so far. */
  lastEventId: string;
  /** The last valid `retry` field, in milliseconds. */
  retry: number | null = null;
  readonly #limit: number;
  readonly #tooLarge: string;
  readonly #lines: RecordSplitter;
  readonly #utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  #atStart = true;
  #type = '';
  #id: string;
  #data: string[] = [];
  /** Bytes of the lines that `#data` came from. */
  #size = 0;

  /** @param limit bytes of the largest event */
  constructor(limit: number, lastEventId = '') {
    this.#limit = limit;
    this.#tooLarge = `An event is larger than ${limit} bytes, which is the limit that maxEventSize sets`;
    this.#lines = new RecordSplitter('any line end', limit, this.#tooLarge);
    this.#id = lastEventId;
    this.lastEventId = lastEventId;
  }

  /** The events that this chunk completes. @throws ContentTooLarge for one over the limit */
  *write(chunk: Uint8Array): Generator<ServerSentEvent, void, undefined> {
    for (const line of this.#lines.write(chunk)) {
      const event = this.#line(this.#atStart ? withoutMark(line) : line);
      this.#atStart = false;
      if (event !== null) yield event;
    }
  }

  #line(line: Uint8Array): ServerSentEvent | null {
    if (line.length === 0) return this.#dispatch();
    const colon = line.indexOf(COLON);
    // A comment.
    if (colon === 0) return null;
    const field = this.#utf8.decode(colon < 0 ? line : line.subarray(0, colon));
    if (field === 'data') {
      this.#size += line.length;
      if (this.#size > this.#limit) throw new ContentTooLarge(this.#tooLarge);
      this.#data.push(this.#value(line, colon));
    } else if (field === 'event') this.#type = this.#value(line, colon);
    else if (field === 'id') {
      const id = this.#value(line, colon);
      if (!id.includes('\0')) this.#id = id;
    } else if (field === 'retry') {
      const value = this.#value(line, colon);
      if (/^[0-9]+$/.test(value)) this.retry = Number(value);
    }
    return null;
  }

  #value(line: Uint8Array, colon: number): string {
    if (colon < 0) return '';
    return this.#utf8.decode(line.subarray(line[colon + 1] === SPACE ? colon + 2 : colon + 1));
  }

  #dispatch(): ServerSentEvent | null {
    const type = this.#type || 'message';
    const lines = this.#data;
    this.lastEventId = this.#id;
    this.#type = '';
    this.#data = [];
    this.#size = 0;
    return lines.length === 0 ? null : { type, data: lines.join('\n'), id: this.lastEventId, retry: this.retry };
  }
}

/** Without the byte order mark of UTF-8. */
export function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** The events of a body, each as soon as it is complete. */
export async function* iterateEvents(
  chunks: AsyncIterable<Uint8Array>,
  parser: EventParser,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  for await (const chunk of chunks) yield* parser.write(chunk);
}
