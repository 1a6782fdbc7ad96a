import type { Dispatcher } from 'undici';

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
