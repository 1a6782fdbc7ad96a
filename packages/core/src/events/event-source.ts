import { redactUrl } from '#redact';
import {
  ChunkedEncodingError,
  ConnectionError,
  HTTPError,
  RequestException,
  RetryError,
  SSLError,
  Timeout,
} from '../errors/errors.ts';
import { printable } from '../errors/printable.ts';
import { headerEntries, type RequestHeaders } from '../headers/header-map.ts';
import { checkFunction, checkNumber } from '../lang/check-option.ts';
import { knownOptions, type OptionsKind } from '../lang/known-options.ts';
import { utf8 } from '../lang/percent-encoding.ts';
import { EventParser, maxEventSizeOf, type ServerSentEvent } from '../response/iterate-events.ts';
import type { Response } from '../response/response.ts';
import { drain } from '../send/read-body.ts';
import { checkSession, type RequestOptions, requestingKind } from '../session/options.ts';
import type { Session } from '../session/session.ts';
import { sleep } from '../transport/long-timer.ts';
import { errorFromSignal } from '../transport/phase-timer.ts';
import { parseRetryAfter } from '../transport/retry-policy.ts';

/** Why and when an event source connects again. */
export interface Reconnection {
  /** What ended the connection; `null` if the server ended the stream. */
  readonly error: RequestException | null;
  /** Failures in a row; 0 if the server ended the stream. */
  readonly failures: number;
  /** Milliseconds until it connects again. */
  readonly delay: number;
  /** What will be sent as `Last-Event-ID`; `''`: nothing. */
  readonly lastEventId: string;
}

/** The options of `eventSource()`, besides those of each request. A `timeout.read` notices a connection that went silent. */
export interface EventSourceOptions extends Omit<RequestOptions, 'stream'> {
  /** Default: GET. */
  readonly method?: string | undefined;
  /** The ID of the last event seen in an earlier run: sent as `Last-Event-ID`. */
  readonly lastEventId?: string | undefined;
  /** Milliseconds from the end of a connection to the next one, until the server sends a `retry` field. Default: 3,000. */
  readonly retryDelay?: number | undefined;
  /** Milliseconds. After each failure in a row the delay is doubled, up to this. Default: 30,000. */
  readonly maxRetryDelay?: number | undefined;
  /** Failures in a row before the last one is thrown. Default: 10; `null`: never. */
  readonly maxRetries?: number | null | undefined;
  /** Bytes of one event. A larger one is a `ContentTooLarge`. Default: 16 MiB; `null`: no limit. */
  readonly maxEventSize?: number | null | undefined;
  /** Called before each wait for another connection. */
  readonly onReconnect?: ((reconnection: Reconnection) => void) | undefined;
}

const KIND: OptionsKind = requestingKind(
  'eventSource()',
  ['method', 'lastEventId', 'retryDelay', 'maxRetryDelay', 'maxRetries', 'maxEventSize', 'onReconnect'],
  ['stream'],
);

/** Statuses that may be gone at the next attempt. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
/** The longest wait that Retry-After may ask for, in milliseconds: six hours, as with `retry()`. */
const RETRY_AFTER_MAX = 21_600_000;

/**
 * The events of a URL, from one connection after another (the HTML Standard's `EventSource`):
 *
 * ```ts
 * for await (const { type, data, id } of eventSource(session, 'https://example.org/events', { signal })) …
 * ```
 *
 * When a connection ends or breaks, it waits and connects again, with the ID of the last event in `Last-Event-ID`. A 204
 * ends the events. So does leaving the loop, which closes the connection.
 * @throws TypeError at once for an invalid option
 * @throws HTTPError for a 4xx or 5xx, after retries if it is 429, 500, 502, 503 or 504
 * @throws RequestException for another status than 200, or another type than `text/event-stream`; ContentTooLarge
 * @throws AbortError or Timeout when the signal fires; any other exception of a request, network errors after retries
 */
export function eventSource(
  session: Session,
  url: string | URL,
  options?: EventSourceOptions,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  checkSession(session, 'eventSource(session, url)');
  const own = knownOptions(options, KIND);
  const {
    method = 'GET',
    lastEventId = '',
    retryDelay = 3_000,
    maxRetryDelay = 30_000,
    maxRetries = 10,
    maxEventSize,
    onReconnect,
    ...request
  } = own;
  if (typeof lastEventId !== 'string') throw new TypeError('eventSource(): lastEventId must be text');
  checkNumber('eventSource(): retryDelay', retryDelay, 0);
  checkNumber('eventSource(): maxRetryDelay', maxRetryDelay, 0);
  checkNumber('eventSource(): maxRetries', maxRetries, 0);
  checkFunction('eventSource(): onReconnect', onReconnect);
  const limit = maxEventSizeOf(maxEventSize === undefined ? undefined : { maxEventSize });
  const settings: Settings = { method, request, retryDelay, maxRetryDelay, maxRetries, limit, onReconnect };
  return events(session, url, lastEventId, settings);
}

interface Settings {
  readonly method: string;
  readonly request: RequestOptions;
  readonly retryDelay: number;
  readonly maxRetryDelay: number;
  readonly maxRetries: number | null;
  readonly limit: number;
  readonly onReconnect: ((reconnection: Reconnection) => void) | undefined;
}

async function* events(
  session: Session,
  url: string | URL,
  firstId: string,
  { method, request, retryDelay, maxRetryDelay, maxRetries, limit, onReconnect }: Settings,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const signal = request.signal ?? null;
  let lastEventId = firstId;
  let interval = retryDelay;
  let failures = 0;
  for (;;) {
    let error: RequestException | null = null;
    try {
      const headers = headersWith(request.headers, lastEventId);
      const response = await session.request(method, url, { ...request, headers, stream: true });
      const parser = new EventParser(limit, lastEventId);
      try {
        if (response.statusCode === 204) return;
        await checkResponse(response);
        for await (const chunk of response.iterContent()) {
          failures = 0;
          yield* parser.write(chunk);
        }
      } finally {
        ({ lastEventId } = parser);
        interval = parser.retry ?? interval;
        await response.close();
      }
    } catch (failure) {
      if (signal?.aborted === true || !isTransient(failure)) throw failure;
      if (maxRetries !== null && ++failures > maxRetries) throw failure;
      error = failure as RequestException;
    }
    const delay = delayAfter(error, { interval, failures, maxRetryDelay });
    onReconnect?.({ error, failures, delay, lastEventId });
    if (signal?.aborted !== true) await sleep(delay, signal);
    if (signal?.aborted === true) throw errorFromSignal(signal);
  }
}

/** The caller's headers win, but for the ID. */
function headersWith(given: RequestHeaders | null | undefined, lastEventId: string): RequestHeaders {
  const headers: [string, string | null | undefined][] = [
    ['Accept', 'text/event-stream'],
    ['Cache-Control', 'no-store'],
  ];
  for (const [name, value] of given === null || given === undefined ? [] : headerEntries(given))
    headers.push([name as string, value as string | null | undefined]);
  if (lastEventId !== '') headers.push(['Last-Event-ID', fieldValue(lastEventId)]);
  return headers;
}

/** As the HTML Standard sends it: in UTF-8, one character a byte, without white space at its ends. */
function fieldValue(id: string): string {
  const text = Array.from(utf8(id), (byte) => String.fromCharCode(byte)).join('');
  return text.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, '');
}

/** @throws HTTPError, RequestException for anything but an event stream */
async function checkResponse(response: Response): Promise<void> {
  const type = response.headers.get('content-type');
  if (response.statusCode === 200 && /^[ \t]*text\/event-stream[ \t]*(?:;|$)/i.test(type ?? '')) return;
  // So that the caller can read what the server says about it.
  await drain(response);
  response.raiseForStatus();
  const what = type === null ? 'no Content-Type' : `Content-Type '${printable(type)}'`;
  throw new RequestException(
    `Not an event stream: status ${response.statusCode} and ${what} for url: ${printable(redactUrl(response.url))}`,
    { response },
  );
}

/** Whether another attempt may succeed. */
function isTransient(error: unknown): boolean {
  if (error instanceof HTTPError) return TRANSIENT_STATUSES.has(error.response?.statusCode ?? 0);
  if (error instanceof SSLError) return false;
  return (
    error instanceof ConnectionError ||
    error instanceof Timeout ||
    error instanceof ChunkedEncodingError ||
    error instanceof RetryError
  );
}

interface Pace {
  readonly interval: number;
  readonly failures: number;
  readonly maxRetryDelay: number;
}

/** Milliseconds. From the second failure in a row on it is random, so that clients of a server that restarts do not return at once. */
function delayAfter(error: RequestException | null, { interval, failures, maxRetryDelay }: Pace): number {
  let delay = interval;
  if (failures > 1 && interval < maxRetryDelay)
    delay = Math.min(maxRetryDelay, interval * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
  return Math.max(delay, retryAfter(error));
}

/** What a Retry-After header asks for; 0 without a valid one. */
function retryAfter(error: RequestException | null): number {
  const value = error?.response?.headers.get('retry-after') ?? null;
  if (value === null) return 0;
  try {
    return parseRetryAfter(value, RETRY_AFTER_MAX);
  } catch {
    return 0;
  }
}
