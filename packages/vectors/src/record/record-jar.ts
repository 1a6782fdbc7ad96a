import type { CookieJar } from '@req/core';
import type { CookieLine } from '../cases/case.ts';

/** The cookies of a jar, sorted by domain, path and name. A cookie for all hosts has no domain and no `hostOnly`. */
export function recordJar(jar: CookieJar): CookieLine[] {
  const lines = [...jar].map(({ domain, path, name, value, hostOnly, secure, expires }): CookieLine => {
    const where = domain ?? '';
    const line = { domain: where, path, name, value };
    return { ...line, ...(where === '' ? {} : { hostOnly }), secure, session: expires === null };
  });
  const key = (line: CookieLine): string => [line.domain, line.path, line.name].join('\0');
  return lines.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The cookies as name → value. */
export function jarValues(jar: CookieJar): Record<string, string> {
  return Object.fromEntries([...jar].map(({ name, value }) => [name, value]));
}
