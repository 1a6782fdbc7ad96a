import { encodePairs, type ParamsInit } from '../body/encode-params.ts';
import { InvalidURL, MissingSchema } from '../errors/errors.ts';
import { redactUrl } from '../errors/redact.ts';
import { isBytes, toUint8Array } from '../lang/bytes.ts';
import { kindOf } from '../lang/known-options.ts';
import { isNormalized } from '../url/is-normalized.ts';
import { type ParsedUrl, parseUrl } from '../url/parse-url.ts';
import { requote } from '../url/requote.ts';

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
    throw new MissingSchema(`Invalid URL '${input}': No scheme supplied, since the URL is ${input}`);
  const text = String(input);
  if (text.startsWith('[object '))
    throw new InvalidURL(`Invalid URL: it must be text or a URL object, not ${kindOf(input)}; options come after it`);
  return text;
}

/** The URL parsed, normalized and written again, with `params` in its query. @throws MissingSchema, InvalidURL */
export function normalizeUrl(text: string, params: () => string): string {
  const url = text.trimStart();
  if (url.includes(':') && !/^http/i.test(url)) return url;
  const parsed = parseUrl(url);
  if (parsed.scheme === null) {
    throw new MissingSchema(`Invalid URL '${redactUrl(url)}': No scheme supplied. ${withScheme(url)}`);
  }
  if (parsed.host === null) throw new InvalidURL(`Invalid URL '${redactUrl(url)}': No host supplied`);
  if (parsed.host.startsWith('*') || parsed.host.startsWith('.')) throw new InvalidURL('URL has an invalid label.');
  return requote(unparse(parsed, params()));
}

/** What to write in place of a URL without a scheme. */
function withScheme(url: string): string {
  if (/^\/(?!\/)/.test(url)) return "For a path, create a session with a base: new Session({ baseUrl: 'https://…' })";
  return `Perhaps you meant https://${redactUrl(url.replace(/^\/+/, '') || 'example.org/')}?`;
}

function unparse({ scheme, userinfo, host, port, path, query, fragment }: ParsedUrl, params: string): string {
  const authority = `${userinfo === null ? '' : `${userinfo}@`}${host}${port ? `:${port}` : ''}`;
  const absolutePath = path?.startsWith('/') ? path : `/${path ?? ''}`;
  const fullQuery = query && params ? `${query}&${params}` : query || params;
  return `${scheme}://${authority}${absolutePath}${fullQuery ? `?${fullQuery}` : ''}${fragment ? `#${fragment}` : ''}`;
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
