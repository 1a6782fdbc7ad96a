import { CookieJar } from '@req/core';

/** One cookie of `$jar`. */
export interface JarTag {
  readonly name: string;
  readonly value: string;
  readonly domain?: string;
  readonly path?: string;
  readonly secure?: boolean;
  readonly expires?: number;
}

/** `$jar` as a `CookieJar`; `expires` counts seconds since 1970. */
export function givenJar(cookies: readonly JarTag[]): CookieJar {
  const jar = new CookieJar();
  for (const { name, value, domain, path, secure, expires } of cookies) {
    jar.set(name, value, {
      ...(domain === undefined ? {} : { domain }),
      ...(path === undefined ? {} : { path }),
      ...(secure === undefined ? {} : { secure }),
      ...(expires === undefined ? {} : { expires: new Date(expires * 1000) }),
    });
  }
  return jar;
}
