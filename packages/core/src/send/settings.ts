import type { ProgressListener } from '../body/progress.ts';
import type { HostGuard } from '../guard/host-guard.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import type { Proxies } from '../proxies/select-proxy.ts';
import type { Cert, Verify } from '../request/tls-options.ts';
import type { DecodeLimits } from '../response/decode-content.ts';
import type { DefaultEncoding } from '../response/default-encoding.ts';
import type { ParseJson } from '../response/parse-json.ts';
import type { ContextInit, RequestContext } from '../transport/context.ts';
import { LONGEST_TIMER } from '../transport/long-timer.ts';
import type { TraceListener } from '../transport/trace.ts';

/** How long to wait, in milliseconds. `null`: forever. What a request leaves out is as the session has it. */
export interface TimeoutOptions {
  /** For a connection: DNS, TCP, TLS and a proxy's handshake. */
  readonly connect?: number | null | undefined;
  /** For the next bytes of the response, also for its first. */
  readonly read?: number | null | undefined;
  /** For the whole call: redirects, challenges, retries and the body. */
  readonly total?: number | null | undefined;
}

/**
 * The `timeout` option, in milliseconds: one number for connect and read, `[connect, read]`, or each by name. `null`: no
 * timeout at all.
 */
export type TimeoutInit = number | TimeoutOptions | readonly [connect: number | null, read: number | null] | null;

/** How a prepared request is sent. What is left out, or is `null` unless said otherwise, is as the session has it. */
export interface SendOptions {
  /** Whether the body is left to be read by the caller. */
  readonly stream?: boolean | null | undefined;
  /**
   * Milliseconds. A number or pair sets connect and read and leaves the session's total; an object replaces the session's part
   * by part; `null` means no timeout, whatever the session has.
   */
  readonly timeout?: TimeoutInit | undefined;
  /** Whether the server's certificate is verified, or the CA certificates to verify it by: a path, or PEM. `null` counts as not given. */
  readonly verify?: Verify | null | undefined;
  /** The client certificate to present: a path, `[cert, key]`, or `{ cert, key, passphrase }`. */
  readonly cert?: Cert | null | undefined;
  /** Added to those of the session, key by key. A key with `null` switches a proxy off. */
  readonly proxies?: Proxies | null | undefined;
  /** Default: true, but false for `head()`. `null` is false. */
  readonly allowRedirects?: boolean | null | undefined;
  /** Ends the request with `AbortError`, or with `Timeout` if it is an `AbortSignal.timeout()`. */
  readonly signal?: AbortSignal | null | undefined;
  /** Called while the body of the request is sent. */
  readonly onUploadProgress?: ProgressListener | null | undefined;
  /** Called while the body of the response is received. */
  readonly onDownloadProgress?: ProgressListener | null | undefined;
  /** Bytes after decoding. A larger body is a `ContentTooLarge`. `null`: no limit. */
  readonly maxBodySize?: number | null | undefined;
  /** Values for the wrappers of the transport, which find them in `request.context`: `[key.with(value)]`. Never sent. */
  readonly context?: ContextInit | null | undefined;
  /** Called with what happens to the request: name resolved, connected, sent, response … See `TraceEvent`. */
  readonly trace?: TraceListener | null | undefined;
  /** The encoding of `text/*` without a charset, or a function that tells it from the bytes. Default: ISO-8859-1. */
  readonly defaultEncoding?: DefaultEncoding | null | undefined;
  /** Parses the text of `response.json()`. Default: `JSON.parse`. */
  readonly parseJson?: ParseJson | null | undefined;
}

/** `SendOptions` merged with the session's settings, in the one shape that all of sending works with. */
export interface SendSettings {
  readonly stream: boolean;
  readonly timeout: Timeouts;
  /** `undefined`: what the environment says, with `trustEnv`. */
  readonly verify: Verify | undefined;
  readonly trustEnv: boolean;
  readonly cert: Cert | null;
  readonly proxies: Proxies | null;
  readonly allowRedirects: boolean;
  readonly signal: AbortSignal | null;
  readonly onUploadProgress: ProgressListener | null;
  readonly onDownloadProgress: ProgressListener | null;
  readonly limits: DecodeLimits;
  readonly defaultEncoding: DefaultEncoding | null;
  readonly parseJson: ParseJson | null;
  readonly guard: HostGuard | null;
  readonly context: RequestContext;
  readonly trace: TraceListener | null;
  /** Called when the body of a streamed response has been read and decoded to its end, has failed or was closed. */
  readonly onEnd: (() => void) | null;
}

export interface Timeouts {
  readonly connect: number | null;
  readonly read: number | null;
  readonly total: number | null;
}

const TIMEOUT: OptionsKind = optionsKind(
  'timeout',
  ['connect', 'read', 'total'],
  { response: 'read', request: 'total', socket: 'read' },
  'part',
);

const FOREVER: Timeouts = Object.freeze({ connect: null, read: null, total: null });

/** `undefined`: left out. */
type Parts = { readonly [Part in keyof Timeouts]: number | null | undefined };

/** @throws TypeError for anything but positive numbers of milliseconds */
export function normaliseTimeout(timeout: TimeoutInit | undefined): Timeouts {
  return timeout === null || timeout === undefined ? FOREVER : timeoutOf(partsOf(timeout));
}

/** A request's timeout merged over the session's, part by part. @throws TypeError, as `normaliseTimeout` */
export function mergeTimeouts(session: TimeoutInit | undefined, own: TimeoutInit | undefined): Timeouts {
  if (own === undefined) return normaliseTimeout(session);
  if (own === null || session === null || session === undefined) return normaliseTimeout(own);
  const { connect, read, total } = partsOf(own);
  const base = partsOf(session);
  return timeoutOf({
    connect: connect === undefined ? base.connect : connect,
    read: read === undefined ? base.read : read,
    total: total === undefined ? base.total : total,
  });
}

function partsOf(timeout: Exclude<TimeoutInit, null>): Parts {
  if (typeof timeout === 'number') {
    const both = duration('timeout', timeout);
    return { connect: both, read: both, total: undefined };
  }
  if (Array.isArray(timeout)) {
    if (timeout.length !== 2) throw new TypeError('timeout given as a list must be [connect, read]');
    const [connect = null, read = null] = timeout;
    return { connect: duration('timeout[0]', connect), read: duration('timeout[1]', read), total: undefined };
  }
  if (typeof timeout !== 'object') {
    throw new TypeError(
      `timeout must be milliseconds, [connect, read], { connect, read, total } or null, not ${typeof timeout}`,
    );
  }
  const { connect, read, total } = knownOptions(timeout as TimeoutOptions, TIMEOUT);
  return {
    connect: duration('timeout.connect', connect),
    read: duration('timeout.read', read),
    total: duration('timeout.total', total),
  };
}

function timeoutOf({ connect = null, read = null, total = null }: Parts): Timeouts {
  // A connect timeout that is not shorter than the total can never fire. It is dropped: not every transport keeps one.
  return { connect: total !== null && connect !== null && connect >= total ? null : connect, read, total };
}

function duration(name: string, value: unknown): number | null | undefined {
  if (value === null || value === undefined) return value;
  if (typeof value !== 'number' || Number.isNaN(value) || value <= 0 || value === Number.POSITIVE_INFINITY) {
    throw new TypeError(
      `${name} must be a positive number of milliseconds, or null to wait forever, not ${String(value)}`,
    );
  }
  return Math.min(value, LONGEST_TIMER);
}
