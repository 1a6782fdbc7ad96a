import { CookieJar, HTTPBasicAuth, HTTPDigestAuth, HTTPProxyAuth, type PreparedRequest } from '@req/core';
import { contentBytes } from './bytes.ts';
import type { Cleanup } from './cleanup.ts';
import { type FileTag, fileFromTag } from './file-from-tag.ts';

/** The option in which the value is used, and the clean-up of what it opens. */
export interface Context {
  readonly place: 'data' | 'files';
  readonly cleanup: Cleanup;
}

/** Converts a value of the vectors to the value that req's API takes, resolving tags at any depth. */
export function toValue(value: unknown, context: Context): unknown {
  if (Array.isArray(value)) return value.map((item) => toValue(item, context));
  if (typeof value !== 'object' || value === null) return value;
  const tagged = value as Readonly<Record<string, unknown>>;
  const tag = Object.keys(tagged)[0];
  switch (tag) {
    case '$bytes':
      return contentBytes(value);
    case '$repeat':
      return Buffer.from(contentBytes(value)).toString();
    case '$number':
      return numberFromTag(tagged['$number'] as string);
    case '$tuple':
    case '$pairs':
      return toValue(tagged[tag], context);
    case '$stream':
      return streamFromTag(tagged['$stream'] as readonly unknown[], tagged['length'] as number | undefined);
    case '$file':
      return fileFromTag(value as FileTag, context.place, context.cleanup);
    case '$auth':
      return authFromTag(value as AuthTag);
    case '$jar':
      return jarFromTag(tagged['$jar'] as readonly JarTag[]);
  }
  return Object.fromEntries(Object.entries(tagged).map(([key, item]) => [key, toValue(item, context)]));
}

/** `$number`: NaN, an infinity, or an integer too large for a double, which becomes a bigint. */
function numberFromTag(text: string): number | bigint {
  if (text === 'NaN') return Number.NaN;
  if (text === 'Infinity') return Number.POSITIVE_INFINITY;
  if (text === '-Infinity') return Number.NEGATIVE_INFINITY;
  return BigInt(text);
}

/**
 * `$stream`: an iterable of chunks. Without a length it is an async generator, which can be iterated once; with one, an
 * object with a numeric `length` (`__len__` in Python) that can be iterated again.
 */
function streamFromTag(chunks: readonly unknown[], length: number | undefined): AsyncIterable<Uint8Array> {
  if (length === undefined) return generate(chunks);
  return { length, [Symbol.asyncIterator]: () => generate(chunks) } as AsyncIterable<Uint8Array>;
}

async function* generate(chunks: readonly unknown[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const chunk of chunks) yield contentBytes(chunk);
}

interface AuthTag {
  readonly $auth: string;
  readonly user?: string;
  readonly pass?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

type Auth = HTTPBasicAuth | HTTPDigestAuth | HTTPProxyAuth | ((request: PreparedRequest) => PreparedRequest);

/** `$auth`: one of req's classes; for `custom` a function that sets headers and body of the prepared request. */
function authFromTag(tag: AuthTag): Auth {
  const user = tag.user ?? '';
  const pass = tag.pass ?? '';
  if (tag.$auth === 'basic') return new HTTPBasicAuth(user, pass);
  if (tag.$auth === 'digest') return new HTTPDigestAuth(user, pass);
  if (tag.$auth === 'proxy') return new HTTPProxyAuth(user, pass);
  if (tag.$auth !== 'custom') throw new TypeError(`Unknown $auth: ${tag.$auth}`);
  return (request) => {
    for (const [name, value] of Object.entries(tag.headers ?? {})) request.headers.set(name, value);
    if (tag.body !== undefined) request.body = tag.body as PreparedRequest['body'];
    return request;
  };
}

/** A cookie of `$jar`. `expires`: seconds since 1970. */
interface JarTag {
  readonly name: string;
  readonly value: string;
  readonly domain?: string;
  readonly path?: string;
  readonly secure?: boolean;
  readonly expires?: number;
}

function jarFromTag(cookies: readonly JarTag[]): CookieJar {
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
