/** A Set-Cookie line, read but not judged. */
export interface ParsedCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string | null;
  readonly path: string | null;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none' | null;
  readonly expires: number;
}

/**
 * A small parser after RFC 6265bis §5.6. In a browser the browser keeps the cookies and shows none; this serves other
 * platforms without Node's modules.
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
    // A Max-Age that is no number is as if it were not there: it does not replace one that is.
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

/** Without the Public Suffix List: what has no dot. */
export function isPublicSuffix(domain: string): boolean {
  return !domain.includes('.');
}
