import { UnsupportedByTransport } from '../errors/errors.ts';
import type { Cookie } from './cookie.ts';
import type { CookieJar as Jar } from './cookie-jar.ts';
import type { CookieSource } from './cookie-source.ts';

export type CookieJar = Jar;

export class CookieConflictError extends Error {
  override readonly name: string = 'CookieConflictError';
}

/**
 * The jar of a browser, which keeps cookies itself: `fetch` hides Set-Cookie and drops Cookie. So the jar is always empty, and
 * a cookie that is put into it, which would never be sent, is an error.
 */
class EmptyJar {
  readonly isEmpty = true;
  readonly size = 0;

  constructor(cookies?: CookieSource | null) {
    if (cookies !== undefined && cookies !== null) this.update(cookies);
  }

  static from(cookies: CookieSource): EmptyJar {
    return new EmptyJar(cookies);
  }

  static fromJSON(json: string | readonly unknown[]): EmptyJar {
    return new EmptyJar((typeof json === 'string' ? JSON.parse(json) : json) as CookieSource);
  }

  static fromNetscape(text: string): EmptyJar {
    if (/^(?!# )./m.test(text)) throw browsersCookies();
    return new EmptyJar();
  }

  get(): undefined {}

  has(): boolean {
    return false;
  }

  /** Removing a cookie is no error: there is none. @throws UnsupportedByTransport for any other value than `null` */
  set(_name: string, value: string | null): this {
    if (value === null || value === undefined) return this;
    throw browsersCookies();
  }

  /** @throws UnsupportedByTransport for any cookie */
  update(cookies: CookieSource): this {
    for (const _ of Symbol.iterator in cookies ? cookies : Object.keys(cookies)) throw browsersCookies();
    return this;
  }

  delete(): boolean {
    return false;
  }

  clear(): void {}

  keys(): IterableIterator<string> {
    return [][Symbol.iterator]();
  }

  values(): IterableIterator<string> {
    return this.keys();
  }

  [Symbol.iterator](): IterableIterator<Cookie> {
    return [][Symbol.iterator]();
  }

  toRecord(): Record<string, string> {
    return Object.create(null);
  }

  copy(): EmptyJar {
    return new EmptyJar();
  }

  copyForRequest(): EmptyJar {
    return new EmptyJar();
  }

  dropGiven(): void {}

  toJSON(): Cookie[] {
    return [];
  }

  toNetscape(): string {
    return '';
  }

  cookieHeader(): string {
    return '';
  }

  store(): void {}
}

export const CookieJar = EmptyJar as unknown as typeof Jar;

function browsersCookies(): UnsupportedByTransport {
  return new UnsupportedByTransport('browser', 'cookies', {
    reason: "the browser keeps its cookies itself; FetchTransport's option `credentials` says when it sends them",
  });
}
