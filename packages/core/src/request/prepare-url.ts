import { isBytes, toUint8Array } from '../body/bytes.ts';
import { encodePairs, type ParamsInit } from '../url/encode-params.ts';
import { isNormalized } from '../url/is-normalized.ts';
import { repairUrl } from './repair-url.ts';

/** What `params` may be: pairs in any form, or the text of a query as it is. */
export type Params = ParamsInit | string | Uint8Array | ArrayBufferLike | DataView | null | undefined;

/**
 * Requests' `prepare_url`: leading white space goes, the URL is repaired component by component, `params` are added
 * to the query; a scheme that does not start with `http` passes untouched.
 * @throws MissingSchema, InvalidURL
 */
export function prepareUrl(input: unknown, params: Params): string {
  const text = String(input);
  if (isNormalized(text)) {
    const query = encodeParams(params);
    if (query === '') return text;
    // A query given as text may hold anything, a fragment too.
    if (typeof params !== 'string' && !isQueryBytes(params)) return `${text}${text.includes('?') ? '&' : '?'}${query}`;
  }
  return repairUrl(text, () => encodeParams(params));
}

/** A typed array of anything but bytes is no text. */
function isQueryBytes(params: Params): params is Uint8Array | ArrayBufferLike | DataView {
  return isBytes(params) && (params instanceof Uint8Array || !(Symbol.iterator in params));
}

function encodeParams(params: Params): string {
  if (params === null || params === undefined || params === '') return '';
  if (typeof params === 'string') return params;
  if (isQueryBytes(params)) return new TextDecoder().decode(toUint8Array(params));
  return encodePairs(params, 'params');
}
