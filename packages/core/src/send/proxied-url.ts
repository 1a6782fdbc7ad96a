import { removeDotSegments } from '../url/parse-url.ts';

/** The whole URL that an HTTP proxy is asked for: urllib3 removes dot segments from it, from a path alone it does not. */
export function proxiedUrl(url: string): string {
  if (!url.startsWith('http://')) return url;
  const query = url.indexOf('?');
  const end = query < 0 ? url.length : query;
  const slash = url.indexOf('/', 'http://'.length);
  if (slash < 0 || slash >= end) return url;
  return `${url.slice(0, slash)}${removeDotSegments(url.slice(slash, end))}${url.slice(end)}`;
}
