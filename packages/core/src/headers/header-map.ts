import { inspectAs } from '#inspect';
import { redactText, redactUrl } from '#redact';
import { isSecretHeader } from '#secret-header';
import { InvalidHeader } from '../errors/errors.ts';
import { isRecord } from '../lang/known-options.ts';
import { ownProperty } from '../lang/own-properties.ts';
import { checkFieldLine, checkHeader } from './field-syntax.ts';
import { IndexedHeaders } from './indexed-headers.ts';

const HIDDEN = '***';
const NONE: readonly string[] = Object.freeze([]);

/** What a HeaderMap can be made from. */
export type HeadersInit =
  | HeaderMap
  | Iterable<readonly [string, string]>
  | { forEach(callback: (value: string, name: string) => void): void }
  | Readonly<Record<string, string>>;

/** Headers that are merged over others: `null` removes the header of that name. */
export type RequestHeaders =
  | HeadersInit
  | Readonly<Record<string, string | null | undefined>>
  | Iterable<readonly [string, string | null | undefined]>;

/**
 * Header field lines in order, with their names' original spelling. Names are case-insensitive (RFC 9110 §5.1). Repeated
 * fields are kept as separate lines; `get` joins them.
 */
export class HeaderMap implements Iterable<[string, string]> {
  /** name, value, name, value … */
  #flat: string[] = [];
  #sensitive: readonly string[] = NONE;

  /** @throws InvalidHeader for a name that is not a token, or a value with CR, LF or NUL */
  constructor(init?: HeadersInit | null) {
    if (init === undefined || init === null) return;
    if (init instanceof HeaderMap) {
      this.#flat = init.#flat.slice();
      this.#sensitive = init.#sensitive;
      return;
    }
    for (const [name, value] of headerEntries(init)) this.append(name, value as string);
  }

  /**
   * For transports: a map that takes over a flat list of names and values, without copying or checking it. An HTTP parser
   * must have checked them.
   */
  static fromFlat(flat: string[]): HeaderMap {
    const map = new HeaderMap();
    map.#flat = flat;
    return map;
  }

  /** The lines as name, value, name, value … This is the list itself, not a copy: do not change it. */
  toFlat(): readonly string[] {
    return this.#flat;
  }

  /** The number of field lines. */
  get size(): number {
    return this.#flat.length / 2;
  }

  /** The value, repeated ones joined with `, ` (RFC 9110 §5.3); `null` when the header is missing. */
  get(name: string): string | null {
    const flat = this.#flat;
    let found: string | null = null;
    for (let i = 0; i < flat.length; i += 2) {
      if (sameName(flat[i] as string, name))
        found = found === null ? (flat[i + 1] as string) : `${found}, ${flat[i + 1]}`;
    }
    return found;
  }

  /** Every value of a header, in order. */
  getAll(name: string): string[] {
    const values: string[] = [];
    for (let i = 0; i < this.#flat.length; i += 2) {
      if (sameName(this.#flat[i] as string, name)) values.push(this.#flat[i + 1] as string);
    }
    return values;
  }

  /** Every Set-Cookie value; these cannot be joined (RFC 6265 §3). */
  getSetCookie(): string[] {
    return this.getAll('set-cookie');
  }

  /** Whether there is a line of that name. */
  has(name: string): boolean {
    return this.#indexOf(name) >= 0;
  }

  /** Replaces the header in its place, with the new spelling, or appends it. */
  set(name: string, value: string): this {
    checkFieldLine(name, value);
    const first = this.#indexOf(name);
    if (first < 0) {
      this.#flat.push(name, value);
      return this;
    }
    this.#flat[first] = name;
    this.#flat[first + 1] = value;
    this.#removeFrom(first + 2, name);
    return this;
  }

  /** Appends a field line, keeping others of the same name. */
  append(name: string, value: string): this {
    checkFieldLine(name, value);
    this.#flat.push(name, value);
    return this;
  }

  /**
   * Sets several headers, as `dict.update` in Python: `session.headers.update({ 'X-Test': 'true' })`. `null` removes a header.
   * A `HeaderMap` may repeat a name, and all of its lines are set; in any other form the last one counts.
   * @throws InvalidHeader, and then no header is changed
   */
  update(headers: RequestHeaders | null | undefined): this {
    this.#flat = mergeHeaders(this, headers).#flat;
    return this;
  }

  /** Removes every line of the name; true when there was one. */
  delete(name: string): boolean {
    return this.#removeFrom(0, name);
  }

  /** An independent copy. */
  copy(): HeaderMap {
    const copy = HeaderMap.fromFlat(this.#flat.slice());
    copy.#sensitive = this.#sensitive;
    return copy;
  }

  /** Names whose values must not be shown in logs, besides those that are known: the session's `sensitiveHeaders`. */
  get sensitive(): readonly string[] {
    return this.#sensitive;
  }

  /** @internal */
  set sensitive(names: readonly string[]) {
    this.#sensitive = names;
  }

  /** The lines as `[name, value]`, in order; repeated names apart. */
  *[Symbol.iterator](): IterableIterator<[string, string]> {
    for (let i = 0; i < this.#flat.length; i += 2) yield [this.#flat[i] as string, this.#flat[i + 1] as string];
  }

  /** The lines as `[name, value]`, in order. */
  entries(): IterableIterator<[string, string]> {
    return this[Symbol.iterator]();
  }

  /** The name of each line; repeated ones repeatedly. */
  *keys(): IterableIterator<string> {
    for (let i = 0; i < this.#flat.length; i += 2) yield this.#flat[i] as string;
  }

  /** The value of each line. */
  *values(): IterableIterator<string> {
    for (let i = 1; i < this.#flat.length; i += 2) yield this.#flat[i] as string;
  }

  /** Calls a function for each line, as `Headers` of fetch. */
  forEach(callback: (value: string, name: string, map: HeaderMap) => void): void {
    for (const [name, value] of this) callback(value, name, this);
  }

  /** A plain object with repeated headers joined; null-prototype, so that no name can reach `Object.prototype`. */
  toJSON(): Record<string, string> {
    const out: Record<string, string> = Object.create(null);
    // The first spelling, by lower-case name.
    const spelling = new Map<string, string>();
    const flat = this.#flat;
    for (let i = 0; i < flat.length; i += 2) {
      const name = flat[i] as string;
      const value = flat[i + 1] as string;
      const lower = name.toLowerCase();
      const first = spelling.get(lower);
      if (first === undefined) {
        spelling.set(lower, name);
        out[name] = value;
      } else out[first] += `, ${value}`;
    }
    return out;
  }

  /** `HeaderMap`. */
  get [Symbol.toStringTag](): string {
    return 'HeaderMap';
  }

  #indexOf(name: string): number {
    for (let i = 0; i < this.#flat.length; i += 2) if (sameName(this.#flat[i] as string, name)) return i;
    return -1;
  }

  #removeFrom(start: number, name: string): boolean {
    const flat = this.#flat;
    let keep = start;
    for (let i = start; i < flat.length; i += 2) {
      if (sameName(flat[i] as string, name)) continue;
      if (keep !== i) {
        flat[keep] = flat[i] as string;
        flat[keep + 1] = flat[i + 1] as string;
      }
      keep += 2;
    }
    // V8 is slow to set an array's length, even to its current value.
    if (keep === flat.length) return false;
    flat.length = keep;
    return true;
  }
}

/** Shows the lines under the name of the class, which `util.inspect` takes from the prototype. */
const Shown = { HeaderMap: class {} }.HeaderMap;
inspectAs(HeaderMap, (map) => Object.setPrototypeOf({ ...redactHeaders(map) }, Shown.prototype));

/** From so many headers on, an index is faster than searching the map for each one. */
const MANY = 64;

/**
 * The session's headers with those of the request (Requests' `merge_setting`): a header of the same name keeps the
 * session's position and takes the request's spelling and value, `null` removes it, new ones are appended. Without a
 * session `null` is an error.
 * @throws InvalidHeader
 */
export function mergeHeaders(session: HeaderMap | null, own: RequestHeaders | null | undefined): HeaderMap {
  const merged = session === null ? new HeaderMap() : session.copy();
  if (own === null || own === undefined) return merged;
  const seen = own instanceof HeaderMap ? new Set<string>() : null;
  let lines: HeaderMap | IndexedHeaders = merged;
  let count = 0;
  for (const [name, value] of headerEntries(own)) {
    if (++count === MANY) lines = new IndexedHeaders(merged.toFlat());
    if (value === null || value === undefined) {
      if (session === null)
        throw new InvalidHeader(`The value of header ${JSON.stringify(name)} must be a string, not ${value}.`);
      lines.delete(name);
      continue;
    }
    checkHeader(name, value);
    // A HeaderMap may repeat a name on purpose; in any other form the last one wins, as in a dict.
    const key = name.toLowerCase();
    if (seen?.has(key)) lines.append(name, value as string);
    else lines.set(name, value as string);
    seen?.add(key);
  }
  if (lines === merged) return merged;
  const map = HeaderMap.fromFlat(lines.toFlat() as string[]);
  map.sensitive = merged.sensitive;
  return map;
}

/** Headers whose value is a URL, perhaps a relative one. */
const IS_URL: ReadonlySet<string> = new Set(['location', 'content-location', 'referer']);

/**
 * As `toJSON`, with `***` in place of secrets: for logs. `sensitive`: more names to hide, or headers of a request, which know those
 * of their session.
 */
export function redactHeaders(map: HeaderMap, sensitive: HeaderMap | readonly string[] = map): Record<string, string> {
  const out = map.toJSON();
  const names = sensitive instanceof HeaderMap ? sensitive.sensitive : sensitive;
  const secret = new Set(names.map((name) => String(name).toLowerCase()));
  for (const [name, value] of Object.entries(out)) {
    const lower = name.toLowerCase();
    if (isSecretHeader(lower) || secret.has(lower)) out[name] = HIDDEN;
    else out[name] = IS_URL.has(lower) ? redactUrl(value) : redactText(value);
  }
  return out;
}

/** The name and value pairs of any form of headers; the values are not checked. */
export function headerEntries(
  init: HeadersInit | Readonly<Record<string, unknown>> | Iterable<readonly [string, unknown]>,
): Iterable<readonly [string, unknown]> {
  if (init instanceof HeaderMap) return init;
  if (typeof init !== 'object') {
    throw new TypeError(`headers must be a record, pairs, a Map, Headers or a HeaderMap, not a ${typeof init}`);
  }
  if (typeof (init as Iterable<unknown>)[Symbol.iterator] === 'function') return pairsOf(init as Iterable<unknown>);
  const forEach = ownProperty(init, 'forEach');
  if (typeof forEach === 'function') {
    const entries: [string, unknown][] = [];
    forEach.call(init, (value: unknown, name: string) => entries.push([name, value]));
    return entries;
  }
  if (!isRecord(init)) throw new TypeError('headers must be a record, pairs, a Map, Headers or a HeaderMap');
  return Object.entries(init);
}

function* pairsOf(init: Iterable<unknown>): Generator<readonly [string, unknown]> {
  for (const pair of init) {
    if (!Array.isArray(pair) || pair.length !== 2)
      throw new TypeError('headers given as a list must hold [name, value] pairs');
    yield pair as unknown as readonly [string, unknown];
  }
}

/** ASCII case-insensitive equality, without allocating. */
export function sameName(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  if (a === b) return true;
  for (let i = 0; i < a.length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    if (x >= 65 && x <= 90) x |= 32;
    if (y >= 65 && y <= 90) y |= 32;
    if (x !== y) return false;
  }
  return true;
}
