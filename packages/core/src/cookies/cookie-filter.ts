import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { ownOptions } from '../lang/own-properties.ts';
import { canonicalHost } from '../url/canonical-host.ts';
import { COOKIE_NAMES, type StoredCookie } from './cookie.ts';

/** Which of the cookies of a name is meant. */
export interface CookieFilter {
  readonly domain?: string | undefined;
  readonly path?: string | undefined;
}

/** Of a cookie as a jar lists it, the rest does not matter. */
const KIND: OptionsKind = optionsKind('A filter of cookies', ['domain', 'path', ...COOKIE_NAMES]);

/** @throws TypeError for what no cookie is told by */
export function checkFilter(filter: CookieFilter | undefined): void {
  if (filter !== undefined) knownOptions(filter, KIND);
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
