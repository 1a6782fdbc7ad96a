import type { MultiDict } from './request/multi-dict.ts';

/** One request as a handler sees it: parsed, its body read whole. */
export interface Exchange {
  /** As sent, case kept. */
  readonly method: string;
  /** The request target's path and query as they came over the wire, `/get?a=%20`. */
  readonly target: string;
  /** The decoded query. */
  readonly args: MultiDict;
  /** Values of the route's `:name` parts, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Names in lower case; repeated fields joined with a comma, as WSGI does. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** `http` or `https`: how the client reached this server. */
  readonly scheme: string;
  /** The client's address. */
  readonly remoteAddress: string;
  /** Aborts when the client went away; whoever waits must listen to it. */
  readonly signal: AbortSignal;
}
