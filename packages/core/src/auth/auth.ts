import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Response } from '../response/response.ts';

type Awaitable<T> = T | Promise<T>;

/** What an auth function or object may be given to change: the request, after its body was prepared. */
export type AuthFunction = (request: PreparedRequest) => Awaitable<PreparedRequest | void>;

/** What the flow may want to know of the exchange it is asked for. */
export interface AuthFlowContext {
  /** True on a redirect hop: the request was built from a redirect, not by the caller. */
  readonly redirected: boolean;
}

/** Yields requests to send, is given their responses; when it returns, the last response is the answer. */
export type AuthFlowGenerator =
  | Generator<PreparedRequest, void, Response>
  | AsyncGenerator<PreparedRequest, void, Response>;

/**
 * Authentication of several rounds: digest, token refresh, signatures over a challenge.
 *
 * The first request yielded is usually the one given. To send it again with a header, yield a `copy()`. Each yielded
 * request is one exchange: redirects are followed after the flow is done, and the flow runs anew for each hop of the
 * same origin.
 */
export interface AuthFlow {
  authFlow(request: PreparedRequest, context: AuthFlowContext): AuthFlowGenerator;
}

/** Authentication that is done when the request is prepared, so that the prepared request shows it. */
export interface AuthHeader {
  /** Changes the request. */
  apply(request: PreparedRequest): void;
}

/** What the option `auth` takes: `[user, password]` for Basic, a function, or an object. */
export type Auth = readonly [user: string, password: string] | AuthFunction | AuthFlow | AuthHeader;
