import type { Body, CookieLine, Failure, HeaderLine, Prepared, ResponseResult } from '../cases/case.ts';

/** An observed body: its bytes, or a description where there are none (a stream). */
export type SeenBody = Uint8Array | Body;

/** A request as the server received it. */
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
  /** The missing capability of an `UnsupportedByTransport`. */
  readonly capability?: string;
  /** The error itself, for debugging. */
  readonly thrown?: unknown;
}

/** The result of a step. `incomplete` says why there is none: the step timed out. */
export interface SeenResult {
  readonly set?: boolean;
  readonly prepared?: SeenPrepared;
  readonly response?: ResponseResult;
  readonly error?: SeenFailure;
  readonly jar?: readonly CookieLine[];
  readonly incomplete?: string;
}

/** Everything observed while a case ran, to be compared with its `expect`. */
export interface Seen {
  readonly wire: readonly SeenRequest[];
  readonly results: readonly SeenResult[];
}
