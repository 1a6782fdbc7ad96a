// Python's `urlsplit`, `urlunsplit` and `urljoin` (roughly RFC 1808), which Requests resolves Location headers with.

interface SplitUrl {
  scheme: string;
  netloc: string;
  path: string;
  query: string;
  fragment: string;
}

const SCHEME = /^([a-zA-Z][a-zA-Z0-9+.-]*):/;

function split(url: string): SplitUrl {
  // Python removes leading control characters and spaces, and tabs and line breaks anywhere.
  let rest = url.replace(/^[\u0000-\u0020]+/, '').replace(/[\t\r\n]/g, '');
  const out: SplitUrl = { scheme: '', netloc: '', path: '', query: '', fragment: '' };
  const scheme = SCHEME.exec(rest);
  if (scheme !== null) {
    out.scheme = (scheme[1] as string).toLowerCase();
    rest = rest.slice(scheme[0].length);
  }
  if (rest.startsWith('//')) {
    const end = rest.slice(2).search(/[/?#]/);
    out.netloc = end < 0 ? rest.slice(2) : rest.slice(2, end + 2);
    rest = end < 0 ? '' : rest.slice(end + 2);
  }
  const hash = rest.indexOf('#');
  if (hash >= 0) {
    out.fragment = rest.slice(hash + 1);
    rest = rest.slice(0, hash);
  }
  const mark = rest.indexOf('?');
  if (mark >= 0) {
    out.query = rest.slice(mark + 1);
    rest = rest.slice(0, mark);
  }
  out.path = rest;
  return out;
}

function unsplit({ scheme, netloc, path, query, fragment }: SplitUrl): string {
  let url = path;
  if (netloc !== '' || url.startsWith('//')) {
    if (url !== '' && !url.startsWith('/')) url = `/${url}`;
    url = `//${netloc}${url}`;
  }
  if (scheme !== '') url = `${scheme}:${url}`;
  if (query !== '') url += `?${query}`;
  if (fragment !== '') url += `#${fragment}`;
  return url;
}

/** A Location header as Python normalizes it: lower-case scheme, no tabs, no empty query or fragment. */
export interface Reference {
  readonly url: string;
  readonly hasNetloc: boolean;
  readonly fragment: string;
}

/** `fragment` is used when the URL has none of its own. */
export function parseReference(url: string, fragment: string): Reference {
  const parts = split(url);
  if (parts.fragment === '') parts.fragment = fragment;
  return { url: unsplit(parts), hasNetloc: parts.netloc !== '', fragment: parts.fragment };
}

/** Python's `urljoin`. */
export function joinUrl(base: string, url: string): string {
  if (url === '') return base;
  const b = split(base);
  const u = split(url);
  if (u.scheme === '') u.scheme = b.scheme;
  if (u.scheme !== b.scheme || (u.scheme !== 'http' && u.scheme !== 'https')) return url;
  if (u.netloc !== '') return unsplit(u);
  u.netloc = b.netloc;
  if (u.path === '') {
    u.path = b.path;
    if (u.query === '') u.query = b.query;
    return unsplit(u);
  }
  u.path = resolvePath(b.path, u.path);
  return unsplit(u);
}

function resolvePath(base: string, path: string): string {
  let segments: string[];
  if (path.startsWith('/')) {
    segments = path.split('/');
  } else {
    const baseParts = base.split('/');
    if (baseParts[baseParts.length - 1] !== '') baseParts.pop();
    segments = [...baseParts, ...path.split('/')];
    segments = segments.filter((segment, i) => i === 0 || i === segments.length - 1 || segment !== '');
  }
  const resolved: string[] = [];
  for (const segment of segments) {
    if (segment === '..') resolved.pop();
    else if (segment !== '.') resolved.push(segment);
  }
  const last = segments[segments.length - 1];
  if (last === '.' || last === '..') resolved.push('');
  return resolved.join('/') || '/';
}
