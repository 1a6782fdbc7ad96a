import { redactText, redactUrl } from '#redact';
import { printable } from '../errors/printable.ts';
import { redactHeaders } from '../headers/header-map.ts';
import { checkBoolean } from '../lang/check-option.ts';
import { kindOf, knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { resendCount } from './context.ts';
import { type ObservedExchange, observe } from './observe.ts';
import type { Transport } from './transport.ts';

/** What `log` knows about an exchange, for structured logs. Secrets are masked. */
export interface LogEntry {
  /** The method of the request. */
  readonly method: string;
  /** With secrets masked. */
  readonly url: string;
  /** How often a request was sent before for the same call. */
  readonly resends: number;
  /** `null`: there was no response. */
  readonly status: number | null;
  /** The reason phrase of the response. */
  readonly reason: string | null;
  /** `1.0`, `1.1` or `2`. */
  readonly httpVersion: string | null;
  /** Milliseconds, with the body. */
  readonly elapsed: number;
  /** Bytes of the response body before content decoding. */
  readonly bytes: number;
  /** Whether the body was read to its end. */
  readonly complete: boolean;
  /** Name, code and message of the error that the exchange ended in, or `null`. */
  readonly error: { readonly name: string; readonly code: string | null; readonly message: string } | null;
  /** With the option `headers`. */
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** With the option `headers`. */
  readonly responseHeaders?: Readonly<Record<string, string>>;
}

/** Writes a line. */
export type LogFunction = (line: string, entry: LogEntry) => unknown;

/** Where lines go: a function, or an object such as `console` with a method for each level. */
export type Logger = LogFunction | { readonly [level in LogLevel]?: (line: string) => unknown };

/** The method of a logger that lines are given to. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Options of `log()`. */
export interface LogOptions {
  /** For exchanges with a response. Default: `info`. Those that failed are an `error`. */
  readonly level?: LogLevel | undefined;
  /** Whether entries have the headers of request and response. Default: false. */
  readonly headers?: boolean | undefined;
}

/** Characters of an error's message in a line. */
const LONGEST_MESSAGE = 500;
const LEVELS: readonly unknown[] = ['debug', 'info', 'warn', 'error'] satisfies readonly LogLevel[];
const KIND: OptionsKind = optionsKind('log()', ['level', 'headers'] satisfies readonly (keyof LogOptions)[]);

/**
 * Wraps a transport: writes one line an exchange, when its body has ended or it has failed. Passwords, tokens and cookies are
 * masked.
 *
 * ```
 * GET https://api.test/users?token=*** 200 OK, 512 bytes, 12 ms
 * GET https://api.test/users?token=*** ConnectTimeout: Connecting to api.test timed out after 3000 ms. (3001 ms, resend 1)
 * ```
 *
 * @throws TypeError for a logger without the methods, or an option that does not exist
 */
export function log(transport: Transport, logger: Logger, options?: LogOptions): Transport {
  const { level = 'info', headers = false } = knownOptions(options, KIND);
  checkBoolean('log(): headers', headers);
  if (!LEVELS.includes(level)) throw new TypeError('log(): level must be debug, info, warn or error');
  const good = writer(logger, level);
  const bad = writer(logger, 'error');
  return observe(transport, {
    bodyEnd: (exchange) => write(good, entryOf(exchange, null, headers)),
    error: (exchange) => write(bad, entryOf(exchange, described(exchange.error), headers)),
  });
}

/** Returns what the logger returns: if that is a promise, `observe` minds its rejection. */
function write(writeLine: LogFunction, entry: LogEntry): unknown {
  return writeLine(lineOf(entry), entry);
}

function writer(logger: Logger, level: LogLevel): LogFunction {
  if (typeof logger === 'function') return logger;
  if (typeof (logger as unknown) !== 'object' || logger === null || typeof logger[level] !== 'function')
    throw new TypeError(`log() needs a function, or an object with the method ${level}, not ${kindOf(logger)}`);
  // The entry is left out: console would print it, and a logger with arguments for formats might.
  return (line) => logger[level]?.(line);
}

function entryOf(exchange: ObservedExchange, error: LogEntry['error'], withHeaders: boolean): LogEntry {
  const { request, response, elapsed, bytes, complete } = exchange;
  const entry: LogEntry = {
    method: request.method,
    url: redactUrl(request.url),
    resends: request.context.get(resendCount) ?? 0,
    status: response?.status ?? null,
    reason: response?.reason ?? null,
    httpVersion: response?.httpVersion ?? null,
    elapsed,
    bytes,
    complete,
    error,
  };
  if (!withHeaders) return entry;
  return {
    ...entry,
    requestHeaders: redactHeaders(request.headers),
    ...(response !== null && { responseHeaders: redactHeaders(response.headers, request.headers.sensitive) }),
  };
}

function described(error: unknown): NonNullable<LogEntry['error']> {
  // Not only ours, whose messages are free of secrets: a body may throw anything.
  if (!(error instanceof Error)) {
    const message = typeof error === 'string' ? redactText(error) : `${kindOf(error)} was thrown`;
    return { name: 'Error', code: null, message };
  }
  const { code } = error as { code?: unknown };
  return { name: error.name, code: typeof code === 'string' ? code : null, message: redactText(error.message) };
}

function lineOf({ method, url, resends, status, reason, elapsed, bytes, complete, error }: LogEntry): string {
  const words = [method, url];
  const notes = [`${Math.round(elapsed)} ms`, ...(resends > 0 ? [`resend ${resends}`] : [])];
  if (status !== null) words.push(String(status), ...(reason ? [printable(reason)] : []));
  if (error !== null)
    return `${words.join(' ')} ${error.name}: ${printable(error.message, LONGEST_MESSAGE)} (${notes.join(', ')})`;
  return [words.join(' '), `${bytes} bytes${complete ? '' : ', not read to the end'}`, ...notes].join(', ');
}
