import type { TransportRequest } from '@req/core';
import type { Dispatcher } from 'undici';
import { plainHeaders } from './http1/request-head.ts';
import { type UploadOwner, watched } from './http1/upload.ts';
import type { Destination } from './pool/destination.ts';

/**
 * What undici's `dispatch` takes. Every key undici reads is an own property or has no prototype to come from: nothing
 * that pollutes `Object.prototype` gets in.
 */
export class DispatchOptions {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: string[] | null;
  readonly body: unknown;
  /** `true`: the connection is closed after the response. */
  readonly reset: boolean;
  /** The TLS server name, which undici would otherwise take from `Host`. */
  readonly servername: string | null;
  // Clocks are `PhaseTimer`'s; undici's own fire up to a second late.
  readonly headersTimeout = 0;
  readonly bodyTimeout = 0;
  readonly blocking = false;
  // In HTTP/2 undici would otherwise hold a POST back until nothing else runs.
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

/** undici's own type for it, which knows no `servername` and no async iterables. */
export const asDispatchOptions = (options: DispatchOptions): Dispatcher.DispatchOptions =>
  options as unknown as Dispatcher.DispatchOptions;

/** For a connection whose wire writes the request itself: undici only decides when. */
export function headlessOptions({ origin, path }: Destination, method: string, reset: boolean): DispatchOptions {
  return new DispatchOptions({ origin, path, method, headers: null, body: null, reset, servername: null });
}

/**
 * For requests that undici writes.
 * @throws UnsupportedByTransport for headers that undici refuses.
 */
export function plainOptions(request: TransportRequest, route: Destination, owner: UploadOwner): DispatchOptions {
  const { flat: headers, close: reset } = plainHeaders(request.headers);
  const { origin, path, servername } = route;
  const given = request.body;
  const body = given === null ? null : given instanceof Uint8Array ? asBuffer(given) : watched(given, owner);
  return new DispatchOptions({ origin, path, method: request.method, headers, body, reset, servername });
}

/** The same memory, as what reads as text: a mock's matchers are given it. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
