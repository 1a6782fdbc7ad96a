import { ownOptions } from '../request/own-options.ts';
import { canonicalHost } from '../url/canonical-host.ts';
import type { StoredCookie } from './cookie.ts';

/** Which of the cookies of a name is meant. */
export interface CookieFilter {
  readonly domain?: string | undefined;
  readonly path?: string | undefined;
}

export function fits(cookie: StoredCookie, filter: CookieFilter | undefined): boolean {
  if (filter === undefined) return true;
  const { domain, path } = ownOptions(filter);
  if (path !== undefined && path !== cookie.path) return false;
  return domain === undefined || canonicalHost(domain.replace(/^\.+/, '')) === cookie.domain;
}

/** Sorts by creation, in place. */
export function inOrder(cookies: StoredCookie[]): StoredCookie[] {
  return cookies.sort((a, b) => a.order - b.order);
}
