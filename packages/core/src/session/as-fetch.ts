import { isWebStream, releaseGiven } from '../body/consumable.ts';
import { RequestException } from '../errors/errors.ts';
import { trait } from '../request/own-options.ts';
import type { Response as SessionResponse } from '../response/response.ts';
import { keepWith } from '../transport/kept-signals.ts';
import type { RequestOptions } from './options.ts';
import type { Session } from './session.ts';

/** Options for every request that goes through the function: `timeout`, `verify`, `proxies` … */
export type AsFetchOptions = Omit<RequestOptions, 'data' | 'json' | 'files' | 'headers' | 'signal' | 'stream'>;

const NULL_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/**
 * A `fetch` over a session (WHATWG Fetch): the session's headers, cookies, auth and transport; a failed request
 * rejects with a TypeError whose `cause` is the exception, an aborted one with the signal's reason.
 */
export function asFetch(session: Session, options: AsFetchOptions = {}): typeof globalThis.fetch {
  return async (input, init) => {
    const signal = signalOf(input, init);
    const request = requestOf(input, init, signal);
    const { redirect } = request;
    const data = request.body === null ? null : await bodyOf(request, init?.body, signal);
    let response: SessionResponse;
    try {
      response = await session.request(request.method, urlOf(input), {
        ...options,
        headers: request.headers,
        data: data as never,
        signal,
        stream: true,
        allowRedirects: redirect === 'follow',
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
 * The caller's own signal. Not that of a `Request` made here: it would follow the caller's only until it is collected, and
 * leave a listener on it until then.
 */
function signalOf(
  input: string | URL | globalThis.Request,
  init: globalThis.RequestInit | undefined,
): AbortSignal | null {
  const given = typeof init === 'object' && init !== null ? trait(init, 'signal') : undefined;
  if (given !== undefined) return isSignal(given) ? given : null;
  const own = typeof input === 'object' ? trait(input, 'signal') : undefined;
  if (!isSignal(own)) return null;
  // It fires for as long as its Request is there.
  keepWith(own, input);
  return own;
}

function isSignal(value: unknown): value is AbortSignal {
  return typeof (value as AbortSignal | null | undefined)?.addEventListener === 'function';
}

/** What the arguments mean by the Fetch standard, but for the signal. @throws TypeError for what fetch would refuse */
function requestOf(
  input: string | URL | globalThis.Request,
  init: globalThis.RequestInit | undefined,
  signal: AbortSignal | null,
): globalThis.Request {
  try {
    const plain = init === undefined || Object.getPrototypeOf(Object.getPrototypeOf(init) ?? {}) === null;
    return new globalThis.Request(input, signal !== null && plain ? { ...init, signal: null } : init);
  } catch (error) {
    releaseGiven(init?.body, null);
    throw error;
  }
}

/** The URL as the caller wrote it: `Request` would rewrite it. */
function urlOf(input: string | URL | globalThis.Request): string {
  return typeof input === 'object' && 'url' in input ? input.url : String(input);
}

/** Bytes and text go as they are, so that they can be sent again; a stream is streamed. */
async function bodyOf(request: globalThis.Request, given: unknown, signal: AbortSignal | null): Promise<unknown> {
  if (typeof given === 'object' && given !== null) {
    if (isWebStream(given)) return request.body;
    // Node's fetch takes Node's streams and iterables too.
    if (typeof (given as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === 'function') return given;
  }
  return signal === null ? new Uint8Array(await request.arrayBuffer()) : bytesOf(request, signal);
}

async function bytesOf(request: globalThis.Request, signal: AbortSignal): Promise<Uint8Array> {
  if (signal.aborted) {
    releaseGiven(request.body, null);
    throw signal.reason;
  }
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return new Uint8Array(await Promise.race([request.arrayBuffer(), aborted]));
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function toFetchResponse(response: SessionResponse, signal: AbortSignal | null): globalThis.Response {
  const headers = new Headers();
  const coded = response.headers.has('content-encoding');
  for (const [name, value] of response.headers) {
    // The body is decoded: as with the platform's fetch, the length of what was sent would mislead.
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
  Object.defineProperty(result, 'redirected', { value: response.history.length > 0 });
  if (!inRange) Object.defineProperty(result, 'status', { value: status });
  return result;
}

/** Pulled on demand, with nothing read ahead. An abort is the signal's reason, as the Fetch standard says. */
function streamOf(response: SessionResponse, signal: AbortSignal | null): ReadableStream<Uint8Array> {
  const chunks = response.iterContent();
  return new ReadableStream(
    {
      async pull(controller): Promise<void> {
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
    },
    { highWaterMark: 0 },
  );
}
