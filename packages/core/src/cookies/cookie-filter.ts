import { canonicalHost } from '../url/canonical-host.ts';
import type { StoredCookie } from './cookie.ts';

/** Which of the cookies of a name is meant. */
export interface CookieFilter {
  readonly domain?: string | undefined;
  readonly path?: string | undefined;
}

export function fits(cookie: StoredCookie, filter: CookieFilter | undefined): boolean {
  if (filter?.path !== undefined && filter.path !== cookie.path) return false;
  return filter?.domain === undefined || canonicalHost(filter.domain.replace(/^\.+/, '')) === cookie.domain;
}

/** Sorts by creation, in place. */
export function inOrder(cookies: StoredCookie[]): StoredCookie[] {
  return cookies.sort((a, b) => a.order - b.order);
}
