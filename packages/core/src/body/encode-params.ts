import { RequestException } from '../errors/errors.ts';
import { isBytes, toUint8Array } from '../lang/bytes.ts';
import { isRecord, kindOf } from '../lang/known-options.ts';
import { ownProperty } from '../lang/own-properties.ts';
import { charTable, isAll, quoteBytes, utf8 } from '../lang/percent-encoding.ts';
import { isBlob } from './stream-body.ts';

/**
 * One value of `params` or of a form: text, a number, a boolean, bytes, a date (as ISO 8601), or anything with a
 * `toString` of its own; `null` is left out.
 */
export type ParamValue =
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | ArrayBufferLike
  | DataView
  | null
  | undefined
  | Date
  | URL;

type ParamKey = string | number | Uint8Array;

/** Pairs of key and value, from any form in which `params` and `data` are given. */
export type ParamsInit =
  | Readonly<Record<string, ParamValue | Iterable<ParamValue>>>
  | ReadonlyMap<ParamKey, ParamValue | Iterable<ParamValue>>
  | URLSearchParams
  | Iterable<readonly [ParamKey, ParamValue | Iterable<ParamValue>]>;

const FORM_CHARS = charTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~');

/** Python's `quote_plus`: UTF-8, a space as `+`, everything but unreserved characters escaped. */
export function quotePlus(value: string | Uint8Array): string {
  if (typeof value === 'string') {
    if (isAll(value, FORM_CHARS)) return value;
    return quoteBytes(utf8(value), FORM_CHARS).replaceAll('%20', '+');
  }
  return quoteBytes(value, FORM_CHARS).replaceAll('%20', '+');
}

/**
 * True for what is one value, not several. Of typed arrays those of bytes: the others are lists of numbers, as Python's
 * `array` is.
 */
function isScalar(value: unknown): boolean {
  return (
    typeof value !== 'object' ||
    value === null ||
    typeof (value as Iterable<unknown>)[Symbol.iterator] !== 'function' ||
    isByteArray(value)
  );
}

function isByteArray(value: unknown): value is Uint8Array | Uint8ClampedArray {
  return value instanceof Uint8Array || value instanceof Uint8ClampedArray;
}

/**
 * One value as text, or as the bytes it is. A date is written as ISO 8601.
 * @throws TypeError for what has no text of its own; RequestException for lists nested too deeply
 */
function asText(value: unknown, option: string): string | Uint8Array {
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  if (typeof value === 'function' || typeof value === 'symbol') throw noText(option, kindOf(value));
  if (typeof value !== 'object' || value === null) return String(value);
  if (isBytes(value)) return toUint8Array(value);
  try {
    return textOf(value, option);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RequestException('A value of params or data cannot be written as text: it is nested too deeply.', {
      cause,
    });
  }
}

/** Dates of libraries are like `Date`; `toJSON` serves what has no `toString` of its own. */
function textOf(value: object, option: string): string {
  if (value instanceof Date && Number.isNaN(value.getTime())) throw noText(option, 'an invalid Date');
  if (isBlob(value)) throw noText(option, 'a Blob or File', ': give it in files');
  const iso = ownProperty(value, 'toISOString');
  const text: unknown = typeof iso === 'function' ? iso.call(value) : String(value);
  if (typeof text === 'string' && !/^\[object [^\]]*\]$/.test(text)) return text;
  const json = ownProperty(value, 'toJSON');
  const plain: unknown = typeof json === 'function' ? json.call(value) : null;
  if (typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean') return String(plain);
  throw noText(option, kindOf(value), typeof ownProperty(value, 'then') === 'function' ? ': await it' : '');
}

function noText(option: string, what: string, hint = ''): TypeError {
  return new TypeError(
    `A value of ${option} must be text, a number, a boolean, a date or bytes, or a list of these, not ${what}${hint}`,
  );
}

/**
 * Pairs with repeated keys written out and `null` left out, at both levels (Requests' `_encode_params`).
 * A plain object as a value gives its keys, one further level of nesting is flattened, as in Requests.
 * @throws TypeError for what is no list of pairs.
 */
export function* paramPairs(
  params: ParamsInit,
  option: string,
): Generator<readonly [string | Uint8Array, string | Uint8Array]> {
  for (const [key, value] of entriesOf(params, option)) {
    const name = asText(key, option);
    if (isScalar(value)) {
      if (isPlainObject(value)) for (const inner of Object.keys(value)) yield [name, inner];
      else if (value !== null && value !== undefined) yield [name, asText(value, option)];
      continue;
    }
    for (const item of listed(value as Iterable<unknown>, option)) {
      if (item === null || item === undefined) continue;
      if (isPlainObject(item)) for (const inner of Object.keys(item)) yield [name, inner];
      else if (isScalar(item)) yield [name, asText(item, option)];
      else for (const inner of listed(item as Iterable<unknown>, option)) yield [name, asText(inner, option)];
    }
  }
}

/** @throws TypeError for pairs, which have no place below a key */
function listed(value: Iterable<unknown>, option: string): Iterable<unknown> {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag === 'Map' || tag === 'FormData' || tag === 'URLSearchParams' || tag === 'Headers')
    throw noText(option, kindOf(value));
  return value;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || hasOwnText(value)) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function hasOwnText(value: object): boolean {
  return Object.hasOwn(value, 'toString') || Object.hasOwn(value, Symbol.toPrimitive);
}

function notPairs(option: string, given: unknown): TypeError {
  return new TypeError(
    `${option} must be a record, a Map, pairs, URLSearchParams, a string or bytes, not ${kindOf(given)}`,
  );
}

function* entriesOf(params: ParamsInit, option: string): Generator<readonly [unknown, unknown]> {
  if (typeof params !== 'object' || params === null) {
    throw notPairs(option, params);
  }
  if (typeof (params as Iterable<unknown>)[Symbol.iterator] !== 'function') {
    if (!isRecord(params)) throw notPairs(option, params);
    for (const key of Object.keys(params)) yield [key, (params as Record<string, unknown>)[key]];
    return;
  }
  for (const pair of params as Iterable<unknown>) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new TypeError(`${option} given as a list must hold [key, value] pairs`);
    }
    yield pair as unknown as readonly [unknown, unknown];
  }
}

/** `key=value&…`, the text of a query or of a form. */
export function encodePairs(params: ParamsInit, option: string): string {
  let out = '';
  let first = true;
  for (const [key, value] of paramPairs(params, option)) {
    out += `${first ? '' : '&'}${quotePlus(key)}=${quotePlus(value)}`;
    first = false;
  }
  return out;
}
