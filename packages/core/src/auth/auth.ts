import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Response } from '../response/response.ts';

type Awaitable<T> = T | Promise<T>;

/** Changes the request once its body is prepared, or returns another one. */
export type AuthFunction = (request: PreparedRequest) => Awaitable<PreparedRequest | void>;

/** Which exchange an auth flow runs for. */
export interface AuthFlowContext {
  /** True when the request was built from a redirect, not by the caller. */
  readonly redirected: boolean;
}

/** Yields requests to send and receives their responses. When it returns, the last response is the result. */
export type AuthFlowGenerator =
  | Generator<PreparedRequest, void, Response>
  | AsyncGenerator<PreparedRequest, void, Response>;

/**
 * Authentication in several rounds: Digest, token refresh, signing a challenge.
 *
 * The first request to yield is usually the given one; to send it again with a header, yield a `copy()`. Each yielded
 * request is one exchange. Redirects are followed when the flow has returned, and it runs again for each hop to the same
 * origin.
 */
export interface AuthFlow {
  /** Yields the requests to send; `yield` returns the response to each. */
  authFlow(request: PreparedRequest, context: AuthFlowContext): AuthFlowGenerator;
}

/** Authentication that only sets headers, while the request is prepared. */
export interface AuthHeader {
  /** Changes the request. */
  apply(request: PreparedRequest): void;
}

/** The option `auth`: `[user, password]` for Basic, a function, or an object. */
export type Auth = readonly [user: string, password: string] | AuthFunction | AuthFlow | AuthHeader;
