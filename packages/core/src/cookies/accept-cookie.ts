import { isPublicSuffix, parseSetCookie } from '#set-cookie';
import { copyString } from '../lang/copy-string.ts';
import { canonicalHost } from '../url/canonical-host.ts';
import { domainMatches, hasControls, isAddress, isLatin1, nextOrder, type StoredCookie } from './cookie.ts';
import type { CookieTarget } from './cookie-target.ts';

/** RFC 6265bis §5.6: a larger one is ignored. */
const MAX_PAIR = 4096;
const MAX_ATTRIBUTE = 1024;

/**
 * The cookie that a Set-Cookie line of a response makes, or `null` when RFC 6265bis §5.6 and §5.7 refuse it: a foreign
 * domain or a public suffix, Secure over plain http, a name prefix whose promise is not kept, control characters, too
 * large. A line without `=` makes a cookie without a value, as Requests reads it; one without a name makes none. The
 * cookie shares no memory with the line or the URL.
 */
export function acceptCookie(line: string, target: CookieTarget, now: number): StoredCookie | null {
  // CTL without HTAB anywhere refuses the line: a CR must not become a second cookie.
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) return null;
  const end = line.indexOf(';');
  const pair = end < 0 ? line : line.slice(0, end);
  const bare = !pair.includes('=');
  const parsed = parseSetCookie(`${pair}${bare ? '=' : ''}${end < 0 ? '' : shortAttributes(line.slice(end))}`);
  if (parsed === null || parsed.name === '') return null;
  const { name, value } = parsed;
  // `Secure=` over http: Python reads it as no promise at all, and nothing is lost by it, for such a cookie is not secure.
  const secure = parsed.secure && (target.secure || !/;\s*secure\s*=\s*(?:;|$)/i.test(line));
  if (name.length + value.length > MAX_PAIR || hasControls(name) || hasControls(value)) return null;
  // Bytes are one character each; what is more cannot be sent back.
  if (!isLatin1(name) || !isLatin1(value)) return null;

  const scope = scopeOf(parsed.domain, target.host);
  if (scope === null) return null;
  const path = parsed.path ?? defaultPath(target.path);
  if (hasControls(path)) return null;
  if (secure && !target.secure) return null;
  const prefix = /^__(?:secure|host)-/i.exec(name)?.[0].toLowerCase();
  if (prefix !== undefined && !secure) return null;
  if (prefix === '__host-' && (!scope.hostOnly || parsed.path !== '/')) return null;

  const { httpOnly, sameSite, expires } = parsed;
  return {
    name: copyString(name),
    value: copyString(value),
    domain: copyString(scope.domain),
    path: copyString(path),
    hostOnly: scope.hostOnly,
    secure,
    httpOnly,
    sameSite,
    expires,
    order: nextOrder(),
    bare,
    given: false,
    lastAccess: now,
  };
}

/** RFC 6265bis §5.6 ignores attributes of more than 1024 bytes, and empty ones. */
function shortAttributes(text: string): string {
  if (text.length <= MAX_ATTRIBUTE) return text;
  return text
    .split(';')
    .filter((attribute) => attribute !== '' && attribute.length <= MAX_ATTRIBUTE)
    .map((attribute) => `;${attribute}`)
    .join('');
}

function scopeOf(attribute: string | null, host: string): { domain: string; hostOnly: boolean } | null {
  if (!attribute) return { domain: host, hostOnly: true };
  const domain = canonicalHost(attribute);
  if (domain === '' || !domainMatches(host, domain)) return null;
  if (isAddress(domain) || !isPublicSuffix(domain)) return { domain, hostOnly: false };
  // A host that is itself a public suffix may have cookies, for itself alone.
  return domain === host ? { domain, hostOnly: true } : null;
}

/** RFC 6265 §5.1.4, on the path as it is sent. */
export function defaultPath(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}
