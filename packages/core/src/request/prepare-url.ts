import { isNormalized, normalizeUrl } from '#normalize-url';
import { encodePairs, type ParamsInit } from '../body/encode-params.ts';
import { InvalidURL, MissingSchema } from '../errors/errors.ts';
import { isBytes, toUint8Array } from '../lang/bytes.ts';
import { kindOf } from '../lang/known-options.ts';

/** What `params` may be: pairs in any form, or a query string as text or bytes. */
export type Params = ParamsInit | string | Uint8Array | ArrayBufferLike | DataView | null | undefined;

/**
 * Requests' `prepare_url`: leading white space is removed, each component is encoded where it must be, and `params` are
 * added to the query. A scheme that does not start with `http` is left untouched.
 * @throws MissingSchema, InvalidURL
 */
export function prepareUrl(input: unknown, params: Params): string {
  const url = urlText(input);
  if (isNormalized(url)) {
    const query = encodeParams(params);
    if (query === '') return url;
    // A query string may contain anything, such as a fragment: it is normalized with the URL.
    if (typeof params !== 'string' && !isQueryBytes(params)) return `${url}${url.includes('?') ? '&' : '?'}${query}`;
  }
  return normalizeUrl(url, () => encodeParams(params));
}

/**
 * The URL as the caller wrote it.
 * @throws MissingSchema, InvalidURL for something that has no text, such as `undefined` or an object of options
 */
export function urlText(input: unknown): string {
  if (typeof input === 'string') return input;
  if (input === undefined || input === null)
    throw new MissingSchema(`Invalid URL '${input}': No scheme supplied, since the URL is missing: it is ${input}`);
  const text = String(input);
  if (text.startsWith('[object '))
    throw new InvalidURL(`Invalid URL: it must be text or a URL object, not ${kindOf(input)}; options come after it`);
  return text;
}

/** Bytes are a query string; a typed array of larger numbers is a list, as Python's `array` is. */
function isQueryBytes(params: Params): params is Uint8Array | ArrayBufferLike | DataView {
  return isBytes(params) && (params instanceof Uint8Array || !(Symbol.iterator in params));
}

function encodeParams(params: Params): string {
  if (params === null || params === undefined || params === '') return '';
  if (typeof params === 'string') return params;
  if (isQueryBytes(params)) return new TextDecoder().decode(toUint8Array(params));
  return encodePairs(params, 'params');
}
