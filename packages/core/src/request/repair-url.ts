import { InvalidURL, MissingSchema } from '../errors/errors.ts';
import { redactUrl } from '../errors/redact.ts';
import { type ParsedUrl, parseUrl } from '../url/parse-url.ts';
import { requote } from '../url/requote.ts';

/**
 * A URL that is not ready as it stands, repaired component by component, with the text of `params` in its query.
 * @throws MissingSchema, InvalidURL
 */
export function repairUrl(text: string, params: () => string): string {
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
  return requote(assemble(parsed, params()));
}

function assemble(parsed: ParsedUrl, params: string): string {
  const userinfo = parsed.userinfo === null ? '' : `${parsed.userinfo}@`;
  const port = parsed.port ? `:${parsed.port}` : '';
  let path = parsed.path || '/';
  if (!path.startsWith('/')) path = `/${path}`;
  const query = parsed.query && params ? `${parsed.query}&${params}` : parsed.query || params;
  return `${parsed.scheme}://${userinfo}${parsed.host}${port}${path}${query ? `?${query}` : ''}${parsed.fragment ? `#${parsed.fragment}` : ''}`;
}
