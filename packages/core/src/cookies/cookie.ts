import { InvalidHeader } from '../errors/errors.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { canonicalHost } from '../url/canonical-host.ts';
import { hasEmptyLabel, hasLongNames } from '../url/host-labels.ts';
import { isIpv6 } from '../url/ip-address.ts';

/** A cookie, as iterating a jar yields it. */
export interface Cookie {
  /** The name, which is case-sensitive. */
  readonly name: string;
  /** The value, as it is sent. */
  readonly value: string;
  /** Without a leading dot; `''` while the cookie is not bound to a host. */
  readonly domain: string;
  /** Sent to URLs whose path is this or begins with it. */
  readonly path: string;
  /** Sent to `domain` only, not to its subdomains. */
  readonly hostOnly: boolean;
  /** Sent over https only. */
  readonly secure: boolean;
  /** Not for the scripts of a page (`HttpOnly`). Kept, but without effect here. */
  readonly httpOnly: boolean;
  /** The attribute `SameSite`; `null` without one. Kept, but without effect here. */
  readonly sameSite: SameSite | null;
  /** `null` for a session cookie. */
  readonly expires: Date | null;
  /** Set, as true, for a cookie that was received without `=` and is sent without it. */
  readonly bare?: boolean;
  /** Set, as true, for a cookie that a server set: only these count towards a jar's limits. Always set in JSON. */
  readonly fromServer?: boolean;
  /** When a server's cookie was last set or sent: the least recent is evicted first. Only in JSON. */
  readonly lastAccess?: Date;
}

/** The values of the attribute `SameSite`. */
export type SameSite = 'strict' | 'lax' | 'none';

/** The attributes of a cookie. */
export interface CookieOptions {
  /** Sent to this host and its subdomains. Without one, the cookie is bound to the first host that it is sent to. */
  readonly domain?: string | null | undefined;
  /** Default: `/`. */
  readonly path?: string | null | undefined;
  /** A date, or milliseconds since 1970. */
  readonly expires?: Date | number | null | undefined;
  /** Sent over https only. Default: false. */
  readonly secure?: boolean | undefined;
  /** Not for the scripts of a page. Default: false. */
  readonly httpOnly?: boolean | undefined;
  /** `strict`, `lax` or `none`. Default: no such attribute. */
  readonly sameSite?: string | null | undefined;
  /** With a domain: not sent to its subdomains. */
  readonly hostOnly?: boolean | undefined;
  /** Sent as its name only, without `=`, as some servers set it. Its value is `''`. */
  readonly bare?: boolean | undefined;
}

/** A cookie in a jar. Only `lastAccess` changes, and `domain` when an unbound cookie is bound, once. */
export interface StoredCookie {
  readonly name: string;
  readonly value: string;
  domain: string;
  readonly path: string;
  readonly hostOnly: boolean;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: SameSite | null;
  /** Milliseconds since 1970; `Infinity` for a session cookie. */
  readonly expires: number;
  /** Order of creation, by which RFC 6265 §5.4 sorts. A cookie that replaces another takes its place. */
  readonly order: number;
  /** Received without `=`, and sent without it. */
  readonly bare: boolean;
  /** Given by the caller, not by a server. */
  readonly given: boolean;
  /** When it was last set or sent, in milliseconds since 1970. Copies of a jar share it. */
  lastAccess: number;
}

/** The properties of a `Cookie`, which may be given as options. */
export const COOKIE_NAMES: readonly (keyof Cookie)[] = [
  'name',
  'value',
  'domain',
  'path',
  'expires',
  'secure',
  'httpOnly',
  'sameSite',
  'hostOnly',
  'bare',
];

const KIND: OptionsKind = optionsKind('A cookie', COOKIE_NAMES, { maxage: 'expires' });

/** @throws TypeError for an option that does not exist */
export function cookieOptions(options: CookieOptions | undefined): CookieOptions {
  return knownOptions(options, KIND);
}

/** What identifies a cookie within a domain. */
export const cookieKey = ({ name, path }: StoredCookie): string => `${name};${path}`;

let created = 0;

export function nextOrder(): number {
  return ++created;
}

const CONTROLS = /[\u0000-\u001f\u007f]/;
const SAME_SITE: ReadonlySet<string> = new Set(['strict', 'lax', 'none']);

/** True for text that would break the header line, or the line of a file, that it is written to. */
export function hasControls(text: string): boolean {
  return CONTROLS.test(text);
}

/**
 * A cookie given by the caller.
 * @throws InvalidHeader for a name, value, domain or path that would change the meaning of the Cookie header. The message
 * does not show the value.
 */
export function createCookie(name: string, value: string, init: CookieOptions | undefined): StoredCookie {
  const options = cookieOptions(init);
  if (typeof name !== 'string' || name === '') throw new InvalidHeader('A cookie needs a name.');
  const label = `cookie ${JSON.stringify(name)}`;
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string') throw new InvalidHeader(`The value of ${label} must be a string.`);
  for (const part of ['path', 'domain'] as const) {
    if (typeof (options[part] ?? '') !== 'string') throw new InvalidHeader(`The ${part} of ${label} must be a string.`);
  }
  const path = options.path || '/';
  const given = options.domain?.replace(/^\.+/, '') ?? '';
  const domain = given === '' ? '' : canonicalHost(given);
  if (name.includes('=')) throw new InvalidHeader(`The name of ${label} holds "=".`);
  for (const [part, content] of [
    ['name', name],
    ['value', text],
    ['path', path],
    ['domain', given],
  ] as const) {
    if (hasControls(content) || content.includes(';'))
      throw new InvalidHeader(`The ${part} of ${label} holds a semicolon or a control character.`);
  }
  if (/[/\\\s@?#]/.test(given) || (domain.includes(':') && !isIpv6(domain)))
    throw new InvalidHeader(`The domain of ${label} is no host: it takes neither scheme nor port.`);
  if (hasLongNames(domain) || hasEmptyLabel(domain))
    throw new InvalidHeader(`The domain of ${label} is no host: a label of it is empty or too long.`);
  if (!isLatin1(name) || !isLatin1(text))
    throw new InvalidHeader(`Name and value of ${label} must not go beyond ISO-8859-1: encode them first.`);
  const sameSite = typeof options.sameSite === 'string' ? options.sameSite.toLowerCase() : null;
  return {
    name,
    value: text,
    domain,
    path,
    hostOnly: domain === '' || options.hostOnly === true,
    secure: options.secure === true,
    httpOnly: options.httpOnly === true,
    sameSite: sameSite !== null && SAME_SITE.has(sameSite) ? (sameSite as SameSite) : null,
    expires: expiryOf(options.expires),
    order: nextOrder(),
    bare: options.bare === true && text === '',
    given: true,
    lastAccess: 0,
  };
}

/** An invalid date counts as none, as in `Set-Cookie`. */
function expiryOf(expires: Date | number | null | undefined): number {
  if (expires === null || expires === undefined) return Number.POSITIVE_INFINITY;
  const time = typeof expires === 'number' ? expires : expires.getTime();
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time;
}

export function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return false;
  return true;
}

/** The latest time that a Date can represent. */
const LAST_DATE = 8.64e15;

export function toCookie(cookie: StoredCookie): Cookie {
  const { name, value, domain, path, hostOnly, secure, httpOnly, sameSite, expires, bare, given } = cookie;
  const date =
    expires === Number.POSITIVE_INFINITY ? null : new Date(Math.max(-LAST_DATE, Math.min(LAST_DATE, expires)));
  const properties = { name, value, domain, path, hostOnly, secure, httpOnly, sameSite, expires: date };
  return { ...properties, ...(bare && { bare }), ...(!given && { fromServer: true }) };
}

/** With everything that a jar's behaviour depends on. */
export function cookieToJSON(cookie: StoredCookie): Cookie {
  if (cookie.given) return { ...toCookie(cookie), fromServer: false };
  return { ...toCookie(cookie), lastAccess: new Date(cookie.lastAccess) };
}

/** RFC 6265 §5.1.4: equal, or a prefix that ends at a slash. */
export function pathMatches(requestPath: string, cookiePath: string): boolean {
  if (!requestPath.startsWith(cookiePath)) return false;
  if (requestPath.length === cookiePath.length || cookiePath.endsWith('/')) return true;
  return requestPath.charCodeAt(cookiePath.length) === 0x2f;
}

/** RFC 6265 §5.1.3, for canonical hosts: equal or a subdomain, which an IP address does not have. */
export function domainMatches(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(domain) && host.at(-domain.length - 1) === '.' && !isAddress(host));
}

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/** Whether a canonical host is an IP address. */
export function isAddress(host: string): boolean {
  return host.includes(':') || IPV4.test(host);
}
