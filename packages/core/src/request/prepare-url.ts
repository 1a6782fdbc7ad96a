import { InvalidURL, MissingSchema } from '../errors/errors.ts';
import { encodePairs, type ParamsInit } from '../url/encode-params.ts';
import { type ParsedUrl, parseUrl } from '../url/parse-url.ts';
import { redactUrl } from '../url/redact.ts';
import { requote } from '../url/requote.ts';

/** What `params` may be: pairs in any form, or the text of a query as it is. */
export type Params = ParamsInit | string | Uint8Array | null | undefined;

// The URLs of every day are already as they go out: checked by one expression, parsed by none.
const READY =
  /^https?:\/\/[a-z0-9][a-z0-9._-]*(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?(?:\/[A-Za-z0-9_~!$&'()*+,;=:@-][A-Za-z0-9_~!$&'()*+,;=:@./-]*|\/)(?:\?[A-Za-z0-9_~!$&'()*+,;=:@./?-]+)?$/;

let lastReady: string | null = null;

/**
 * Requests' `prepare_url`: leading white space goes, the URL is repaired component by component, `params` are added
 * to the query; a scheme that does not start with `http` passes untouched.
 * @throws MissingSchema, InvalidURL
 */
export function prepareUrl(input: unknown, params: Params): string {
  const text = String(input);
  if (text === lastReady && (params === undefined || params === null)) return text;
  if (READY.test(text) && !text.includes('/.')) {
    const query = encodeParams(params);
    if (query === '') {
      lastReady = text;
      return text;
    }
    // A query given as text may hold anything, a fragment too.
    if (typeof params !== 'string' && !(params instanceof Uint8Array))
      return `${text}${text.includes('?') ? '&' : '?'}${query}`;
  }
  const url = text.trimStart();
  if (url.includes(':') && !/^http/i.test(url)) return url;
  const parsed = parseUrl(url);
  if (parsed.scheme === null) {
    throw new MissingSchema(
      `Invalid URL '${redactUrl(url)}': No scheme supplied. Perhaps you meant https://${redactUrl(url)}?`,
    );
  }
  if (parsed.host === null) throw new InvalidURL(`Invalid URL '${redactUrl(url)}': No host supplied`);
  if (parsed.host.startsWith('*') || parsed.host.startsWith('.')) throw new InvalidURL('URL has an invalid label.');
  return requote(assemble(parsed, encodeParams(params)));
}

function encodeParams(params: Params): string {
  if (params === null || params === undefined || params === '') return '';
  if (typeof params === 'string') return params;
  if (params instanceof Uint8Array) return new TextDecoder().decode(params);
  return encodePairs(params, 'params');
}

function assemble(parsed: ParsedUrl, params: string): string {
  const userinfo = parsed.userinfo === null ? '' : `${parsed.userinfo}@`;
  const port = parsed.port ? `:${parsed.port}` : '';
  let path = parsed.path || '/';
  if (!path.startsWith('/')) path = `/${path}`;
  const query = parsed.query && params ? `${parsed.query}&${params}` : parsed.query || params;
  return `${parsed.scheme}://${userinfo}${parsed.host}${port}${path}${query ? `?${query}` : ''}${parsed.fragment ? `#${parsed.fragment}` : ''}`;
}
