import type { StoredCookie } from './cookie.ts';

/** Servers refuse longer header fields; cookies of theirs beyond it stay at home (as curl's do). */
const MAX_HEADER = 8190;

/** A `Cookie` header's value: longest path first, then in order of creation (RFC 6265 §5.4). */
export function writeCookieHeader(cookies: StoredCookie[]): string {
  if (cookies.length > 1) cookies.sort((a, b) => b.path.length - a.path.length || a.order - b.order);
  let header = '';
  for (const { name, value, bare, given } of cookies) {
    const pair = bare ? name : `${name}=${value}`;
    if (!given && header.length + pair.length > MAX_HEADER) continue;
    header += header === '' ? pair : `; ${pair}`;
  }
  return header;
}
