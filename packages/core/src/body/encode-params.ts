import { RequestException } from '../errors/errors.ts';
import { isBytes, toUint8Array } from '../lang/bytes.ts';
import { isRecord, kindOf } from '../lang/known-options.ts';
import { ownProperty } from '../lang/own-properties.ts';
import { charTable, hasOnly, quoteBytes, utf8 } from '../lang/percent-encoding.ts';
import { isBlob } from './stream-body.ts';

/**
 * One value of `params` or of a form: text, a number, a boolean, bytes, a date (written as ISO 8601), or an object with its
 * own `toString`. `null` and `undefined` are left out.
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

/**
 * Any record, also one with the type of an interface, which TypeScript does not assign to an index signature. A promise or
 * function is not one.
 */
export type Fields = object & { readonly then?: never; readonly bind?: never };

/** Pairs of key and value, in any form that `params` and `data` may have. */
export type ParamsInit =
  | Readonly<Record<string, ParamValue | Iterable<ParamValue>>>
  | ReadonlyMap<ParamKey, ParamValue | Iterable<ParamValue>>
  | URLSearchParams
  | Iterable<readonly [ParamKey, ParamValue | Iterable<ParamValue>]>
  | Fields;

const FORM_CHARS = charTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~');

/** Python's `quote_plus`: encodes everything but unreserved characters, in UTF-8, and a space as `+`. */
function quotePlus(value: string | Uint8Array): string {
  if (typeof value === 'string') {
    if (hasOnly(value, FORM_CHARS)) return value;
    return quoteBytes(utf8(value), FORM_CHARS).replaceAll('%20', '+');
  }
  return quoteBytes(value, FORM_CHARS).replaceAll('%20', '+');
}

/** True for one value, false for several. A typed array of bytes is one; others are lists of numbers, as Python's `array`. */
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
 * One value as text or bytes.
 * @throws TypeError for a value that cannot be written as text; RequestException for a list that is nested too deeply
 */
function asText(value: unknown, option: string): string | Uint8Array {
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  if (typeof value === 'function' || typeof value === 'symbol') throw notText(option, kindOf(value));
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

/** By `toISOString`, which dates of libraries have too, else by its own `toString`, else by `toJSON`. */
function textOf(value: object, option: string): string {
  if (value instanceof Date && Number.isNaN(value.getTime())) throw notText(option, 'an invalid Date');
  if (isBlob(value)) throw notText(option, 'a Blob or File', ': give it in files');
  const iso = ownProperty(value, 'toISOString');
  const text: unknown = typeof iso === 'function' ? iso.call(value) : String(value);
  if (typeof text === 'string' && !/^\[object [^\]]*\]$/.test(text)) return text;
  const json = ownProperty(value, 'toJSON');
  const plain: unknown = typeof json === 'function' ? json.call(value) : null;
  if (typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean') return String(plain);
  throw notText(option, kindOf(value), typeof ownProperty(value, 'then') === 'function' ? ': await it' : '');
}

function notText(option: string, what: string, hint = ''): TypeError {
  return new TypeError(
    `A value of ${option} must be text, a number, a boolean, a date or bytes, or a list of these, not ${what}${hint}`,
  );
}

/**
 * The pairs to encode, as Requests' `_encode_params` has them: a list of values repeats its key, `null` is left out, a
 * plain object as a value stands for its keys, and one more level of nesting is flattened.
 * @throws TypeError for anything but pairs, or a value that cannot be written as text
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
    for (const item of itemsOf(value as Iterable<unknown>, option)) {
      if (item === null || item === undefined) continue;
      if (isPlainObject(item)) for (const inner of Object.keys(item)) yield [name, inner];
      else if (isScalar(item)) yield [name, asText(item, option)];
      else for (const inner of itemsOf(item as Iterable<unknown>, option)) yield [name, asText(inner, option)];
    }
  }
}

/** @throws TypeError for pairs, which cannot be the values of a key */
function itemsOf(value: Iterable<unknown>, option: string): Iterable<unknown> {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag === 'Map' || tag === 'FormData' || tag === 'URLSearchParams' || tag === 'Headers')
    throw notText(option, kindOf(value));
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

/** `key=value&…`, as in a query or a form. */
export function encodePairs(params: ParamsInit, option: string): string {
  let out = '';
  let first = true;
  for (const [key, value] of paramPairs(params, option)) {
    out += `${first ? '' : '&'}${quotePlus(key)}=${quotePlus(value)}`;
    first = false;
  }
  return out;
}
