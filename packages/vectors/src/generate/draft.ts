import type { Case, Json } from '../cases/case.ts';

/** A case without its expectations: the input of the recorder. */
export type GivenCase = Omit<Case, 'expect'>;

/** What the parts of a generated case must know about each other. */
export interface Draft {
  /** Words of `needs`. */
  readonly needs: Set<string>;
  /** The URLs name a host that is only reachable through a proxy. */
  readonly proxied: boolean;
  /** Replies have no body, because the method is HEAD. */
  readonly head: boolean;
  /** There is a netrc file, so URLs have no userinfo: versions of Requests differ in which of them takes precedence. */
  readonly netrc: boolean;
  /** Cookies without a domain are given. In req they stay with one origin, in Requests they are sent everywhere. */
  readonly looseCookies: boolean;
  /**
   * The server sets cookies. URLs then contain nothing that Python's cookie jar rewrites, such as escapes and userinfo, and
   * the caller gives no cookies, because their order relative to those of the server is not specified.
   */
  readonly setsCookies: boolean;
  /** The server sends a digest challenge. */
  readonly digest: boolean;
  /** The session has a small `maxRedirects`. */
  readonly limited: boolean;
  /** Set when a request may end before all its replies are used, so that no step can follow. */
  mayFail: boolean;
}

export type JsonObject = { [key: string]: Json };
