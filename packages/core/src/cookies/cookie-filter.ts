import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { ownOptions } from '../lang/own-properties.ts';
import { canonicalHost } from '../url/canonical-host.ts';
import { COOKIE_NAMES, type StoredCookie } from './cookie.ts';

/** Narrows down which cookies are meant. */
export interface CookieFilter {
  /** Only cookies of exactly this domain, with or without a leading dot. */
  readonly domain?: string | undefined;
  /** Only cookies with exactly this path. */
  readonly path?: string | undefined;
}

/** A whole `Cookie` may be given: its other properties are ignored. */
const KIND: OptionsKind = optionsKind('A filter of cookies', ['domain', 'path', ...COOKIE_NAMES]);

/** @throws TypeError for a property that cookies do not have */
export function checkFilter(filter: CookieFilter | undefined): void {
  if (filter !== undefined) knownOptions(filter, KIND);
}

export function fits(cookie: StoredCookie, filter: CookieFilter | undefined): boolean {
  if (filter === undefined) return true;
  const { domain, path } = ownOptions(filter);
  if (path !== undefined && path !== cookie.path) return false;
  return domain === undefined || canonicalHost(domain.replace(/^\.+/, '')) === cookie.domain;
}

/** Sorts in order of creation, in place. */
export function byCreation(cookies: StoredCookie[]): StoredCookie[] {
  return cookies.sort((a, b) => a.order - b.order);
}
