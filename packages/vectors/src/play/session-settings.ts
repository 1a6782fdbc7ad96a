import { CookieJar, type Session } from '@req/core';
import type { Settings } from '../cases/case.ts';
import type { Cleanup } from '../values/cleanup.ts';
import { toValue } from '../values/tagged-values.ts';

/** Settings that replace the session's; headers and cookies are merged into it. */
const REPLACED = ['params', 'auth', 'proxies', 'maxRedirects', 'trustEnv', 'stream', 'verify'] as const;

/** Applies settings to a session. */
export function applySettings(session: Session, settings: Settings, cleanup: Cleanup): void {
  const value = (given: unknown): unknown => toValue(given, { place: 'data', cleanup });
  if (settings.clearCookies === true) session.cookies.clear();
  for (const name of REPLACED) {
    if (settings[name] !== undefined) Object.assign(session, { [name]: value(settings[name]) });
  }
  addHeaders(session, value(settings.headers ?? {}) as Readonly<Record<string, string | null>>);
  addCookies(session, value(settings.cookies ?? {}) as CookieJar | Readonly<Record<string, string>>);
}

/** `null` removes a header from the session's defaults. */
function addHeaders(session: Session, headers: Readonly<Record<string, string | null>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) session.headers.delete(name);
    else session.headers.set(name, value);
  }
}

function addCookies(session: Session, cookies: CookieJar | Readonly<Record<string, string>>): void {
  if (!(cookies instanceof CookieJar)) {
    for (const [name, value] of Object.entries(cookies)) session.cookies.set(name, value);
    return;
  }
  for (const { name, value, domain, path, secure, expires } of cookies) {
    session.cookies.set(name, value, { ...(domain ? { domain } : {}), path, secure, ...(expires ? { expires } : {}) });
  }
}
