import type { ParsedCookie } from './parsed-cookie.ts';

/**
 * A small parser by RFC 6265bis §5.6, for platforms without Node's modules. (A browser keeps its cookies to itself and hides
 * Set-Cookie.)
 */
export function parseSetCookie(line: string): ParsedCookie | null {
  const [pair = '', ...attributes] = line.split(';');
  const equals = pair.indexOf('=');
  if (equals <= 0) return null;
  const found: Record<string, string> = Object.create(null);
  for (const attribute of attributes) {
    const at = attribute.indexOf('=');
    const name = (at < 0 ? attribute : attribute.slice(0, at)).trim().toLowerCase();
    const value = at < 0 ? '' : attribute.slice(at + 1).trim();
    // An invalid Max-Age is ignored, even after a valid one.
    if (name !== 'max-age' || /^-?\d+$/.test(value)) found[name] = value;
  }
  const sameSite = found['samesite']?.toLowerCase();
  return {
    name: pair.slice(0, equals).trim(),
    value: pair.slice(equals + 1).trim(),
    domain: found['domain']?.replace(/^\./, '').toLowerCase() || null,
    path: found['path']?.startsWith('/') ? found['path'] : null,
    secure: found['secure'] !== undefined,
    httpOnly: found['httponly'] !== undefined,
    sameSite: sameSite === 'strict' || sameSite === 'lax' || sameSite === 'none' ? sameSite : null,
    expires: expiryOf(found['max-age'], found['expires']),
  };
}

function expiryOf(maxAge: string | undefined, expires: string | undefined): number {
  if (maxAge !== undefined)
    return Number(maxAge) <= 0 ? Number.NEGATIVE_INFINITY : Math.min(8.64e15, Date.now() + Number(maxAge) * 1000);
  const time = expires === undefined ? Number.NaN : Date.parse(expires.replace(/-/g, ' '));
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time;
}

/** Without the Public Suffix List: names without a dot. */
export function isPublicSuffix(domain: string): boolean {
  return !domain.includes('.');
}
