import { RequestException } from '../errors/errors.ts';
import { charTable, isAll, quoteBytes, utf8 } from './percent.ts';

/** One value of `params` or of a form: text, a number, a boolean, bytes, or several of them; `null` is left out. */
export type ParamValue = string | number | bigint | boolean | Uint8Array | null | undefined | Date | URL;

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

/** True for what is one value, not several. */
function isScalar(value: unknown): boolean {
  return (
    typeof value !== 'object' ||
    value === null ||
    value instanceof Uint8Array ||
    typeof (value as Iterable<unknown>)[Symbol.iterator] !== 'function'
  );
}

/** @throws RequestException for lists nested so deeply that they have no text. */
function asText(value: unknown): string | Uint8Array {
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  try {
    return String(value);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RequestException('A value of params or data cannot be written as text: it is nested too deeply.', {
      cause,
    });
  }
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
    const name = asText(key);
    if (isScalar(value)) {
      if (isPlainObject(value)) for (const inner of Object.keys(value)) yield [name, inner];
      else if (value !== null && value !== undefined) yield [name, asText(value)];
      continue;
    }
    for (const item of value as Iterable<unknown>) {
      if (item === null || item === undefined) continue;
      if (isScalar(item)) yield [name, asText(item)];
      else for (const inner of item as Iterable<unknown>) yield [name, asText(inner)];
    }
  }
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function* entriesOf(params: ParamsInit, option: string): Generator<readonly [unknown, unknown]> {
  if (typeof params !== 'object' || params === null) {
    throw new TypeError(
      `${option} must be a record, a Map, pairs, URLSearchParams, a string or bytes, not ${typeof params}`,
    );
  }
  if (typeof (params as Iterable<unknown>)[Symbol.iterator] !== 'function') {
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
