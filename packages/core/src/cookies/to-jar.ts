import { CookieJar } from './cookie-jar.ts';
import type { CookieSource } from './cookie-source.ts';

/** A jar as it is; any other form of cookies in a jar of their own. */
export function toJar(cookies: CookieSource | null | undefined): CookieJar {
  if (cookies === null || cookies === undefined) return new CookieJar();
  return cookies instanceof CookieJar ? cookies : CookieJar.from(cookies);
}
