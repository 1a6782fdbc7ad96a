import { normalizeUrl } from '#normalize-url';

type Twin = typeof import('./wire-url.ts');

/** Normalized once more, as an auth function may have replaced it; without fragment, userinfo and an empty query. */
export const wireUrl: Twin['wireUrl'] = (url) => {
  if (!/^https?:/i.test(url)) return url;
  const { origin, pathname, search } = new URL(normalizeUrl(url, () => ''));
  return origin + pathname + search;
};

/** There are no proxies. */
export const proxiedUrl: Twin['proxiedUrl'] = (url) => url;
