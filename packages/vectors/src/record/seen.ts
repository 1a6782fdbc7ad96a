import type { Body, CookieLine, Failure, HeaderLine, Prepared, ResponseResult } from '../cases/case.ts';

/** A body as it was seen: bytes as long as they may hold a mask, or what only has a description, such as a stream. */
export type SeenBody = Uint8Array | Body;

/** A request as the server saw it. */
export interface SeenRequest {
  readonly at: string;
  readonly line: string;
  readonly headers: readonly HeaderLine[];
  readonly framing: string;
  readonly body?: SeenBody | undefined;
}

export interface SeenPrepared extends Omit<Prepared, 'body'> {
  readonly body?: SeenBody | undefined;
}

export interface SeenFailure extends Failure {
  /** Of an `UnsupportedByTransport`: what the transport lacks. */
  readonly capability?: string;
  /** The error itself, for whoever looks into a failing case. */
  readonly thrown?: unknown;
}

/** What one step gave. `incomplete` says why a step has no result at all: it hung. */
export interface SeenResult {
  readonly set?: boolean;
  readonly prepared?: SeenPrepared;
  readonly response?: ResponseResult;
  readonly error?: SeenFailure;
  readonly jar?: readonly CookieLine[];
  readonly incomplete?: string;
}

/** All that a case showed, to be held against its `expect`. */
export interface Seen {
  readonly wire: readonly SeenRequest[];
  readonly results: readonly SeenResult[];
}
