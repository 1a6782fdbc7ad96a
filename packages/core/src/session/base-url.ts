/**
 * A URL below the session's `baseUrl`: joined as a path, whether or not it starts with a slash, so `/users` below
 * `https://host/v1` is `https://host/v1/users`. An absolute URL stands for itself.
 */
export function resolveBaseUrl(baseUrl: string | null, url: string): string {
  if (baseUrl === null || /^\s*[a-zA-Z][a-zA-Z0-9+.-]*:/.test(url)) return url;
  if (url === '') return baseUrl;
  if (url.startsWith('?') || url.startsWith('#')) return baseUrl + url;
  let end = baseUrl.length;
  while (end > 0 && baseUrl.charCodeAt(end - 1) === SLASH) end--;
  let start = 0;
  while (url.charCodeAt(start) === SLASH) start++;
  return `${baseUrl.slice(0, end)}/${url.slice(start)}`;
}

const SLASH = 0x2f;
