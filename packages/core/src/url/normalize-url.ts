import { redactUrl } from '#redact';
import { InvalidURL } from '../errors/errors.ts';
import { missingScheme } from './missing-scheme.ts';
import { type ParsedUrl, parseUrl } from './parse-url.ts';
import { requote } from './requote.ts';

export { isNormalized } from './is-normalized.ts';

/** The URL parsed, normalized and written again, with `params` in its query. @throws MissingSchema, InvalidURL */
export function normalizeUrl(text: string, params: () => string): string {
  const url = text.trimStart();
  if (url.includes(':') && !/^http/i.test(url)) return url;
  const parsed = parseUrl(url);
  if (parsed.scheme === null) throw missingScheme(url);
  if (parsed.host === null) throw new InvalidURL(`Invalid URL '${redactUrl(url)}': No host supplied`);
  if (parsed.host.startsWith('*') || parsed.host.startsWith('.')) throw new InvalidURL('URL has an invalid label.');
  return requote(unparse(parsed, params()));
}

function unparse({ scheme, userinfo, host, port, path, query, fragment }: ParsedUrl, params: string): string {
  const authority = `${userinfo === null ? '' : `${userinfo}@`}${host}${port ? `:${port}` : ''}`;
  const absolutePath = path?.startsWith('/') ? path : `/${path ?? ''}`;
  const fullQuery = query && params ? `${query}&${params}` : query || params;
  return `${scheme}://${authority}${absolutePath}${fullQuery ? `?${fullQuery}` : ''}${fragment ? `#${fragment}` : ''}`;
}
