/** The pairs of a Cookie header, unquoted. Of a repeated name the first one counts. */
export function parseCookies(header: string | undefined): Readonly<Record<string, string>> {
  const cookies: Record<string, string> = Object.create(null);
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    const name = (at < 0 ? pair : pair.slice(0, at)).trim();
    if (name === '' || Object.hasOwn(cookies, name)) continue;
    cookies[name] = unquote(at < 0 ? '' : pair.slice(at + 1).trim());
  }
  return cookies;
}

function unquote(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return value
    .slice(1, -1)
    .replace(/\\([0-3][0-7]{2})|\\(.)/g, (_, octal?: string, char = '') =>
      octal === undefined ? char : String.fromCharCode(Number.parseInt(octal, 8)),
    );
}

/** A value as Python's http.cookies writes it: quoted, with special characters as octal escapes of their UTF-8 bytes. */
function quote(value: string): string {
  if (/^[\w!#$%&'*+.^`|~:/=?@()[\]{}<>-]*$/.test(value)) return value;
  const escaped = Array.from(Buffer.from(value), (byte) => {
    const char = String.fromCharCode(byte);
    if (char === '"' || char === '\\') return `\\${char}`;
    return byte < 0x20 || byte > 0x7e || char === ',' || char === ';' ? `\\${byte.toString(8).padStart(3, '0')}` : char;
  });
  return `"${escaped.join('')}"`;
}

/** A Set-Cookie header value. */
export function setCookie(name: string, value: string, secure = false): string {
  return `${name}=${quote(value)}${secure ? '; Secure' : ''}; Path=/`;
}

/** The Set-Cookie header value that deletes a cookie. */
export function deleteCookie(name: string): string {
  return `${name}=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/`;
}
