/**
 * A URL below the session's `baseUrl`: joined as a path, whether or not it starts with a slash, so `/users` below
 * `https://host/v1` is `https://host/v1/users`. An absolute URL stands for itself.
 */
export function resolveBaseUrl(baseUrl: string | null, url: string): string {
  if (baseUrl === null || /^\s*[a-zA-Z][a-zA-Z0-9+.-]*:/.test(url)) return url;
  if (url === '') return baseUrl;
  if (url.startsWith('?') || url.startsWith('#')) return baseUrl + url;
  return `${baseUrl.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}`;
}
