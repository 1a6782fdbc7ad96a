import { isPublicSuffix, parseSetCookie } from '#set-cookie';
import { copyString } from '../lang/copy-string.ts';
import { canonicalHost } from '../url/canonical-host.ts';
import { domainMatches, hasControls, isAddress, isLatin1, nextOrder, type StoredCookie } from './cookie.ts';
import type { CookieTarget } from './cookie-target.ts';

/** RFC 6265bis §5.6: a cookie with a longer name and value is ignored. */
const MAX_PAIR = 4096;
const MAX_ATTRIBUTE = 1024;

/**
 * The cookie of a Set-Cookie line, or `null` when RFC 6265bis §5.6 and §5.7 refuse it: for a foreign domain or public
 * suffix, Secure over plain http, a name prefix whose conditions are not met, control characters, or its size. As in
 * Requests, a line without `=` is a cookie without a value, and one without a name is ignored. The cookie does not keep
 * the line or the URL in memory.
 */
export function acceptCookie(line: string, target: CookieTarget, now: number): StoredCookie | null {
  // A control character other than a tab refuses the line: a CR must not begin a second cookie.
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) return null;
  const end = line.indexOf(';');
  const pair = end < 0 ? line : line.slice(0, end);
  const bare = !pair.includes('=');
  const parsed = parseSetCookie(`${pair}${bare ? '=' : ''}${end < 0 ? '' : dropLongAttributes(line.slice(end))}`);
  if (parsed === null || parsed.name === '') return null;
  const { name, value } = parsed;
  // Over http, `Secure=` with an empty value is not Secure, as in Python: such a cookie is not secure anyway.
  const secure = parsed.secure && (target.secure || !/;\s*secure\s*=\s*(?:;|$)/i.test(line));
  if (name.length + value.length > MAX_PAIR || hasControls(name) || hasControls(value)) return null;
  // A received byte is one character; anything beyond cannot be sent back.
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

/** Without attributes of more than 1024 bytes, which RFC 6265bis §5.6 ignores. */
function dropLongAttributes(text: string): string {
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
  // A host that is itself a public suffix may set cookies for itself only.
  return domain === host ? { domain, hostOnly: true } : null;
}

/** RFC 6265 §5.1.4, for the path as it is sent. */
function defaultPath(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}
