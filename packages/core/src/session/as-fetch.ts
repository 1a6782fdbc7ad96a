import { concealCause } from '#conceal-cause';
import { destroyGivenStreams, isWebStream } from '../body/single-use.ts';
import { RequestException } from '../errors/errors.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { ownProperty } from '../lang/own-properties.ts';
import { unlessAborted } from '../lang/unless-aborted.ts';
import type { Response as SessionResponse } from '../response/response.ts';
import type { RequestOptions } from './options.ts';
import { retain } from './retained-signals.ts';
import type { Session } from './session.ts';

/** Options for every request made through the function: `timeout`, `verify`, `proxies` … */
export type AsFetchOptions = Omit<
  RequestOptions,
  'data' | 'json' | 'files' | 'headers' | 'signal' | 'stream' | 'defaultEncoding' | 'parseJson'
>;

const OPTIONS: OptionsKind = optionsKind('asFetch()', [
  'params',
  'cookies',
  'auth',
  'hooks',
  'timeout',
  'verify',
  'cert',
  'proxies',
  'allowRedirects',
  'onUploadProgress',
  'onDownloadProgress',
  'maxBodySize',
  'context',
  'trace',
] satisfies readonly (keyof AsFetchOptions)[]);

const NULL_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/**
 * A `fetch` over a session (WHATWG Fetch), with its headers, cookies, auth and transport. A failed request rejects with a
 * TypeError whose `cause` is the exception, an aborted one with the signal's reason.
 */
export function asFetch(session: Session, options?: AsFetchOptions): typeof globalThis.fetch {
  const own = knownOptions(options, OPTIONS);
  return async (input, given) => {
    const init = initOf(given);
    const signal = signalOf(input, init);
    const request = requestOf(input, init, signal);
    const { redirect } = request;
    const data = request.body === null ? null : await bodyOf(request, init.body, signal);
    let response: SessionResponse;
    try {
      response = await session.request(request.method, urlOf(input), {
        ...own,
        headers: request.headers,
        data: data as never,
        signal,
        stream: true,
        allowRedirects: redirect === 'follow' && own.allowRedirects !== false,
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof RequestException ? new TypeError('fetch failed', { cause: error }) : error;
    }
    if (redirect === 'error' && response.isRedirect) {
      await response.close();
      throw new TypeError('fetch failed: unexpected redirect');
    }
    return toFetchResponse(response, signal);
  };
}

/**
 * The caller's own signal, not that of the `Request` made below: that one follows the caller's only until it is
 * garbage-collected, and leaves a listener on it until then.
 */
function signalOf(input: string | URL | globalThis.Request, init: globalThis.RequestInit): AbortSignal | null {
  const given: unknown = init.signal;
  if (given !== undefined) return isSignal(given) ? given : null;
  const own = typeof input === 'object' ? ownProperty(input, 'signal') : undefined;
  if (!isSignal(own)) return null;
  // Its controller belongs to its Request.
  retain(own, input);
  return own;
}

function isSignal(value: unknown): value is AbortSignal {
  return typeof (value as AbortSignal | null | undefined)?.addEventListener === 'function';
}

/** The arguments as the Fetch standard reads them, except for the signal. @throws TypeError for what fetch would refuse */
function requestOf(
  input: string | URL | globalThis.Request,
  init: globalThis.RequestInit,
  signal: AbortSignal | null,
): globalThis.Request {
  try {
    const own = signal === null ? init : withMember(init, 'signal', null);
    // An iterable is read by the session. A Request would call its iterator too, and leave it open.
    return new globalThis.Request(
      input,
      isAsyncIterable(init.body) ? withMember(own, 'body', new ReadableStream()) : own,
    );
  } catch (error) {
    destroyGivenStreams(init.body, null);
    // The platform's error quotes the URL in its message and keeps it in a property.
    throw concealCause(error);
  }
}

function withMember(init: globalThis.RequestInit, name: 'body' | 'signal', value: unknown): globalThis.RequestInit {
  return Object.assign(Object.create(null), init, { [name]: value });
}

/** Node's fetch accepts Node's streams and async iterables as bodies too. */
function isAsyncIterable(body: unknown): boolean {
  return (
    typeof body === 'object' &&
    body !== null &&
    !isWebStream(body) &&
    typeof (body as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === 'function'
  );
}

/** The URL as the caller wrote it: `Request` would rewrite it. `instanceof`, as any object may seem to have a `url`. */
function urlOf(input: string | URL | globalThis.Request): string {
  return input instanceof globalThis.Request ? input.url : String(input);
}

/** The members of a `RequestInit` that a `Request` reads (WHATWG Fetch §5.4). */
const MEMBERS: readonly string[] = [
  'body',
  'cache',
  'credentials',
  'duplex',
  'headers',
  'integrity',
  'keepalive',
  'method',
  'mode',
  'priority',
  'redirect',
  'referrer',
  'referrerPolicy',
  'signal',
  'window',
];

/**
 * The members of the init, without anything from `Object.prototype`. Unknown members are ignored, as the standard says:
 * SDKs have some of their own. Two whose loss would matter are refused.
 * @throws TypeError for `dispatcher`, and for `integrity`, which would not be checked
 */
function initOf(given: globalThis.RequestInit | undefined): globalThis.RequestInit {
  const init: Record<string, unknown> = Object.create(null);
  if (typeof given !== 'object' || given === null) return init;
  for (const name of MEMBERS) {
    const value = ownProperty(given, name);
    if (value !== undefined) init[name] = value;
  }
  if (ownProperty(given, 'dispatcher'))
    throw new TypeError("dispatcher would have no effect: the session's transport connects");
  if (init['integrity']) throw new TypeError('integrity would have no effect: it is not checked');
  return init;
}

/** A stream is streamed. Anything else is sent as bytes, which can be sent again. */
async function bodyOf(request: globalThis.Request, given: unknown, signal: AbortSignal | null): Promise<unknown> {
  if (isAsyncIterable(given)) return given;
  if (typeof given === 'object' && given !== null && isWebStream(given)) return request.body;
  return signal === null ? new Uint8Array(await request.arrayBuffer()) : bytesOf(request, signal);
}

async function bytesOf(request: globalThis.Request, signal: AbortSignal): Promise<Uint8Array> {
  if (signal.aborted) {
    destroyGivenStreams(request.body, null);
    throw signal.reason;
  }
  return new Uint8Array(await unlessAborted(request.arrayBuffer(), signal, ({ reason }) => reason));
}

function toFetchResponse(response: SessionResponse, signal: AbortSignal | null): globalThis.Response {
  const headers = new Headers();
  const coded = response.headers.has('content-encoding');
  for (const [name, value] of response.headers) {
    // The body is decoded, so the length of the compressed one would mislead. The platform's fetch drops it too.
    if (!(coded && /^content-length$/i.test(name))) headers.append(name, value);
  }
  const { statusCode: status, reason, url } = response;
  const inRange = status >= 200 && status <= 599;
  const empty = NULL_BODY.has(status) || response.request?.method === 'HEAD';
  const result = new globalThis.Response(empty ? null : streamOf(response, signal), {
    status: inRange ? status : 200,
    statusText: /[^\t\u0020-\u00ff]/.test(reason) ? '' : reason,
    headers,
  });
  if (empty) void response.close();
  Object.defineProperty(result, 'url', { value: url.split('#', 1)[0] });
  // A browser follows redirects itself: there is no history then.
  const redirected = response.history.length > 0 || (response.request?.url ?? url) !== url;
  Object.defineProperty(result, 'redirected', { value: redirected });
  if (!inRange) Object.defineProperty(result, 'status', { value: status });
  return result;
}

/** Pulled on demand, nothing is read ahead. An abort errors it with the signal's reason, as the Fetch standard says. */
function streamOf(response: SessionResponse, signal: AbortSignal | null): ReadableStream<Uint8Array> {
  const chunks = response.iterContent();
  // Without a prototype: a stream looks for optional members of its source and strategy.
  return new ReadableStream<Uint8Array>(
    withoutPrototype({
      async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
        try {
          const { done, value } = await chunks.next();
          if (done === true) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          signal?.throwIfAborted();
          throw error;
        }
      },
      cancel: () => response.close(),
    }),
    withoutPrototype({ highWaterMark: 0 }),
  );
}

function withoutPrototype<T extends object>(members: T): T {
  return Object.setPrototypeOf(members, null);
}
