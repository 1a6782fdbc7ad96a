import { copyString } from '../lang/copy-string.ts';
import { type CookieOptions, hasControls, type StoredCookie } from './cookie.ts';

/** A cookie of a file. */
export interface FileCookie {
  readonly name: string;
  readonly value: string;
  readonly options: CookieOptions;
}

const HEADER = '# Netscape HTTP Cookie File\n';
const HTTP_ONLY = '#HttpOnly_';

/**
 * The `cookies.txt` format of curl, wget and browsers: seven fields per line, separated by tabs; session cookies have the
 * date 0. Cookies that contain a control character are left out: a line break would begin another cookie.
 */
export function writeNetscape(cookies: Iterable<StoredCookie>): string {
  let text = HEADER;
  for (const cookie of cookies) {
    const { name, value, domain, path, hostOnly, secure, expires } = cookie;
    if ([name, value, domain, path].some(hasControls)) continue;
    const scope = hostOnly ? domain : `.${domain}`;
    const date = expires === Number.POSITIVE_INFINITY ? 0 : Math.max(1, Math.floor(expires / 1000));
    const fields = [
      scope,
      flag(!hostOnly),
      path,
      flag(secure),
      date,
      cookie.bare ? '' : name,
      cookie.bare ? name : value,
    ];
    text += `${cookie.httpOnly ? HTTP_ONLY : ''}${fields.join('\t')}\n`;
  }
  return text;
}

/** Reads a `cookies.txt` file; comments and invalid lines are skipped. */
export function readNetscape(text: string): FileCookie[] {
  const found: FileCookie[] = [];
  for (let line of text.split(/\r?\n/)) {
    const httpOnly = line.startsWith(HTTP_ONLY);
    if (httpOnly) line = line.slice(HTTP_ONLY.length);
    else if (line.startsWith('#') || line.trim() === '') continue;
    const [scope, subdomains, path, secure, date, name, value = '', ...rest] = line.split('\t');
    if (scope === undefined || path === undefined || name === undefined || rest.length > 0) continue;
    if (!path.startsWith('/') || !/^-?\d{1,15}(?:\.\d+)?$/.test(date as string)) continue;
    const seconds = Number(date);
    found.push({
      // An empty name stands for a cookie without `=`: the value is its name.
      name: copyString(name === '' ? value : name),
      value: name === '' ? '' : copyString(value),
      options: {
        domain: copyString(scope),
        path: copyString(path),
        secure: secure === 'TRUE',
        httpOnly,
        hostOnly: subdomains !== 'TRUE',
        bare: name === '',
        expires: seconds === 0 ? null : seconds * 1000,
      },
    });
  }
  return found;
}

const flag = (yes: boolean): string => (yes ? 'TRUE' : 'FALSE');
