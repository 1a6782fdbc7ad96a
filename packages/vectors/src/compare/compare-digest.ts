import { createHash } from 'node:crypto';
import { type Difference, MISSING } from './difference.ts';

export interface Credentials {
  readonly user: string;
  readonly pass: string;
}

/** What the response depends on besides the header. */
export interface DigestContext {
  readonly method: string;
  /** All credentials used in the case. */
  readonly credentials: readonly Credentials[];
}

const FIELD = /\s*([a-z]+)=("(?:[^"\\]|\\.)*"|[^",\s]*)\s*(?:,|$)/gy;

const HASHES: Readonly<Record<string, string>> = { MD5: 'md5', SHA: 'sha1', 'SHA-256': 'sha256', 'SHA-512': 'sha512' };

/** Compares two `Digest` headers field by field, and computes the response where the vector has `{VALID}`. */
export function compareDigest(
  where: string,
  headers: { readonly expected: string; readonly seen: string },
  context: DigestContext,
): Difference[] {
  const expected = digestFields(headers.expected);
  const seen = digestFields(headers.seen);
  if (expected === null || seen === null) {
    const pattern = escapeRegExp(headers.expected).replaceAll('"\\*"', '"[0-9a-fA-F]+"');
    const same = new RegExp(`^${pattern}$`).test(headers.seen);
    return same ? [] : [{ where, expected: headers.expected, seen: headers.seen }];
  }
  const differences: Difference[] = [];
  for (const name of new Set([...expected.keys(), ...seen.keys()])) {
    const want = expected.get(name);
    const have = seen.get(name);
    if (want === have) continue;
    if (want !== undefined && have !== undefined) {
      if (want === '"*"' && /^"[0-9a-fA-F]+"$/.test(have)) continue;
      if (want === '"{VALID}"' && isValid(seen, unquote(have), context)) continue;
    }
    differences.push({ where: `${where}.${name}`, expected: want ?? MISSING, seen: have ?? MISSING });
  }
  return differences;
}

/** The fields, quotes included, or `null` if the header is malformed or repeats a field. */
export function digestFields(header: string): Map<string, string> | null {
  if (!/^Digest /i.test(header)) return null;
  const rest = header.slice('Digest '.length);
  const fields = new Map<string, string>();
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < rest.length) {
    const match = FIELD.exec(rest);
    if (match === null) return null;
    const [, name, value] = match as unknown as [string, string, string];
    if (fields.has(name)) return null;
    fields.set(name, value);
  }
  return fields;
}

function isValid(fields: ReadonlyMap<string, string>, response: string, context: DigestContext): boolean {
  return context.credentials.some((given) => digestResponse(fields, given, context.method) === response);
}

/** The response by RFC 7616 §3.4.1 for the fields of a header, or `null` for an unsupported algorithm. */
export function digestResponse(fields: ReadonlyMap<string, string>, given: Credentials, method: string): string | null {
  const field = (name: string): string => unquote(fields.get(name) ?? '');
  const algorithm = (field('algorithm') || 'MD5').toUpperCase();
  const session = algorithm.endsWith('-SESS');
  const hash = HASHES[session ? algorithm.slice(0, -5) : algorithm];
  if (hash === undefined) return null;
  const h = (text: string): string => createHash(hash).update(Buffer.from(text, 'latin1')).digest('hex');

  // Header values have one character per byte; user name and password are hashed as UTF-8.
  let a1 = h(`${utf8(given.user)}:${field('realm')}:${utf8(given.pass)}`);
  if (session) a1 = h(`${a1}:${field('nonce')}:${field('cnonce')}`);
  const a2 = h(`${method}:${field('uri')}`);
  if (!fields.has('qop')) return h(`${a1}:${field('nonce')}:${a2}`);
  return h(`${a1}:${field('nonce')}:${field('nc')}:${field('cnonce')}:${field('qop')}:${a2}`);
}

function unquote(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}

function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
