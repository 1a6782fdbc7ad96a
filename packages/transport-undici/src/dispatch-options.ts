import { type TransportRequest, UnsupportedByTransport } from '@req/core';
import type { Dispatcher } from 'undici';
import { hasToken } from './http1/request-head.ts';
import type { UploadOwner } from './http1/upload.ts';
import type { Destination } from './pool/destination.ts';

/**
 * What undici's `dispatch` takes. Every key that undici reads is an own property, and the prototype is empty: nothing that
 * pollutes `Object.prototype` gets in.
 */
export class DispatchOptions {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: string[] | null;
  readonly body: unknown;
  /** `true`: undici closes the connection after the response. */
  readonly reset: boolean;
  /** The TLS server name, which undici would otherwise take from `Host`. */
  readonly servername: string | null;
  // Time is `PhaseTimer`'s business; undici's own timeouts fire up to a second late.
  readonly headersTimeout = 0;
  readonly bodyTimeout = 0;
  readonly blocking = false;
  // Over HTTP/2, undici would otherwise hold a POST back until nothing else runs.
  readonly idempotent = true;
  readonly expectContinue = false;

  constructor(init: Pick<DispatchOptions, 'origin' | 'path' | 'method' | 'headers' | 'body' | 'reset' | 'servername'>) {
    this.origin = init.origin;
    this.path = init.path;
    this.method = init.method;
    this.headers = init.headers;
    this.body = init.body;
    this.reset = init.reset;
    this.servername = init.servername;
  }
}

Object.setPrototypeOf(DispatchOptions.prototype, null);

/** undici's own type for it, which lacks `servername` and async iterables. */
export const asDispatchOptions = (options: DispatchOptions): Dispatcher.DispatchOptions =>
  options as unknown as Dispatcher.DispatchOptions;

/** For a connection on which `Http1Socket` writes the request: undici only decides when. */
export function headlessOptions(
  { origin, requestTarget }: Destination,
  method: string,
  reset: boolean,
): DispatchOptions {
  return new DispatchOptions({
    origin,
    path: requestTarget,
    method,
    headers: null,
    body: null,
    reset,
    servername: null,
  });
}

/**
 * For requests that undici writes: over HTTP/2, on a caller's dispatcher, and by an undici that takes no socket of ours.
 * @throws UnsupportedByTransport for headers that undici refuses.
 */
export function plainOptions(request: TransportRequest, destination: Destination, owner: UploadOwner): DispatchOptions {
  const { headers, close } = plainHeaders(request);
  const { origin, requestTarget, servername } = destination;
  const body = plainBody(request.body, owner);
  return new DispatchOptions({
    origin,
    path: requestTarget,
    method: request.method,
    headers,
    body,
    reset: close,
    servername,
  });
}

/**
 * Like `plainOptions`, for a connection that is closed after this one exchange, and whose client may have been told
 * another origin.
 */
export function singleUseOptions(
  request: TransportRequest,
  destination: Destination,
  owner: UploadOwner,
): DispatchOptions {
  const connection = request.headers.get('connection');
  if (connection !== null && !/^(?:close|keep-alive)$/i.test(connection)) {
    throw new UnsupportedByTransport('undici', 'hop-headers', { reason: 'undici writes Connection by itself' });
  }
  const { headers } = plainHeaders(request);
  const { origin, requestTarget, authority, proxyHeaders } = destination;
  if (!request.headers.has('host')) headers.push('Host', authority);
  if (proxyHeaders !== null) for (const [name, value] of proxyHeaders) headers.push(name, value);
  return new DispatchOptions({
    origin,
    path: requestTarget,
    method: request.method,
    headers,
    body: plainBody(request.body, owner),
    reset: true,
    servername: null,
  });
}

/** Leaves out what undici writes itself: `Transfer-Encoding` and `Connection`. */
function plainHeaders({ headers }: TransportRequest): { readonly headers: string[]; readonly close: boolean } {
  const kept: string[] = [];
  let close = false;
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower === 'transfer-encoding') continue;
    if (lower === 'connection') {
      close ||= hasToken(value, 'close');
      continue;
    }
    if (lower === 'upgrade' || lower === 'keep-alive' || lower === 'expect') {
      throw new UnsupportedByTransport('undici', 'hop-headers', { reason: `undici does not send ${name}` });
    }
    kept.push(name, value);
  }
  return { headers: kept, close };
}

function plainBody(body: TransportRequest['body'], owner: UploadOwner): Buffer | AsyncIterable<Uint8Array> | null {
  if (body === null) return null;
  // A Buffer over the same memory: the matchers of a MockAgent read it as text.
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return reportEnd(body, owner);
}

/** Reports the end of a body that undici sends, and its error. While the server takes nothing, the read timeout runs. */
async function* reportEnd(body: AsyncIterable<Uint8Array>, owner: UploadOwner): AsyncGenerator<Uint8Array> {
  const { timer } = owner;
  try {
    for await (const chunk of body) {
      timer?.activity();
      yield chunk;
      timer?.pause();
    }
  } catch (error) {
    owner.fail(error);
    throw error;
  }
  owner.onSent();
}
