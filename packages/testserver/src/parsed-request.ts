import type { MultiDict } from './request/multi-dict.ts';

/** A request as a handler receives it: parsed, with its whole body. */
export interface ParsedRequest {
  /** As sent, case kept. */
  readonly method: string;
  /** Path and query exactly as they arrived: `/get?a=%20`. */
  readonly target: string;
  /** The decoded query. */
  readonly args: MultiDict;
  /** Values of the route's `:name` segments, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Names in lower case; repeated fields joined with a comma, as WSGI servers do. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** `http` or `https`: how the client reached this server. */
  readonly scheme: string;
  /** The client's address. */
  readonly remoteAddress: string;
  /** Aborts when the client disconnects. Handlers that wait must pass it on. */
  readonly signal: AbortSignal;
}
