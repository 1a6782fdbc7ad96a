import { removeDotSegments } from '../url/parse-url.ts';

/** The whole URL that an HTTP proxy is asked for: urllib3 removes dot segments from it, from a path alone it does not. */
export function proxiedUrl(url: string): string {
  const match = /^(http:\/\/[^/?]+)([^?]*)(.*)$/.exec(url);
  if (match === null) return url;
  return `${match[1]}${removeDotSegments(match[2] as string)}${match[3]}`;
}
