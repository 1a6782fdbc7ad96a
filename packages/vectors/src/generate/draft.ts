import type { Case, Json } from '../cases/case.ts';

/** A case without what is to be expected of it: what a recorder takes. */
export type GivenCase = Omit<Case, 'expect'>;

/** What the parts of a case that is being made must know of each other. */
export interface Draft {
  /** Words of `needs`. */
  readonly needs: Set<string>;
  /** The URLs name a host that is reached through a proxy alone. */
  readonly proxied: boolean;
  /** Answers of this case can hold no body: its method is HEAD. */
  readonly head: boolean;
  /** A file of credentials for the host: the URL holds none, as versions of Requests differ in which of both wins. */
  readonly netrc: boolean;
  /** Cookies without a domain are given: they stay with one origin here, and follow everywhere in Requests. */
  readonly looseCookies: boolean;
  /**
   * The server sets cookies: URLs hold nothing that Python's cookie jar writes in its own way, such as escapes and
   * userinfo, and the caller gives no cookies, whose place among those of the server is each port's own.
   */
  readonly setsCookies: boolean;
  /** A challenge has to be answered. */
  readonly digest: boolean;
  /** The session follows a few redirects at most. */
  readonly limited: boolean;
  /** Set when a request may end before all its answers are used: nothing can follow. */
  mayFail: boolean;
}

export type JsonObject = { [key: string]: Json };
