import { unquote } from '../lang/percent-encoding.ts';

/** Replaces a secret. */
const MASK = '***';

const SECRET_WORD =
  /token|secret|password|passwd|passphrase|signature|credential|api[_-]?key|access[_-]?key|private[_-]?key/i;
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'key',
  'sig',
  'auth',
  'code',
  'pwd',
  'pass',
  'jwt',
  'session',
  'sid',
]);
/** Longer names of parameters are not decoded. */
const LONGEST_NAME = 256;

/** Schemes that are followed by an authority after any number of slashes or backslashes: WHATWG's special schemes, and SOCKS. */
const SPECIAL: ReadonlySet<string> = new Set([
  'http',
  'https',
  'ws',
  'wss',
  'ftp',
  'ftps',
  'socks',
  'socks4',
  'socks4a',
  'socks5',
  'socks5h',
]);
const LONGEST_SPECIAL = 7;

/**
 * A URL for messages and logs: with `***` for userinfo and for the values of query and fragment parameters whose names sound
 * secret. URLs inside it are masked too, also percent-encoded ones. In an invalid URL everything before the last `@` is
 * masked, as it is unclear where its userinfo ends.
 */
export function redactUrl(url: string): string {
  return new Redactor(url, true).run();
}

/** The same for URLs inside other text: the message of an error, the value of a header. */
export function redactText(text: string): string {
  return mayContainSecret(text) ? new Redactor(text, false).run() : text;
}

/**
 * An invalid host for a message. In a URL with an `@` it may be part of a password (`http://user:a/b@host`): then the whole
 * URL is returned, masked.
 */
export function redactHost(host: string, url: string): string {
  if (ENCODED_AT.test(host)) return redactUrl(host);
  return url.includes('@') || ENCODED_AT.test(url) ? redactUrl(url) : host;
}

const ENCODED_AT = /%(?:25)*40/;

function mayContainSecret(text: string): boolean {
  return text.includes('@') || text.includes('=') || text.includes('%');
}

const QUOTE = 0x22;
const HASH = 0x23;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const APOSTROPHE = 0x27;
const PARENTHESIS_CLOSE = 0x29;
const COMMA = 0x2c;
const SLASH = 0x2f;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const QUESTION = 0x3f;
const AT = 0x40;
const BRACKET_OPEN = 0x5b;
const BACKSLASH = 0x5c;
const BRACKET_CLOSE = 0x5d;
const BACKTICK = 0x60;

/** Characters that may precede a URL inside other text; -1 is its start. */
const OPENERS: ReadonlySet<number> = new Set([
  ...['"', "'", '`', '=', '<', '(', '[', '{', ',', ';', ':', '|', '&', ' '].map((c) => c.charCodeAt(0)),
  -1,
]);

/** A possible authority (RFC 3986 §3.2), while it is read: userinfo, host and port. */
interface Authority {
  /** Index of its userinfo. */
  readonly from: number;
  /** How many times it is percent-encoded. What is encoded more often is data in it. */
  readonly level: number;
  /** It follows a special scheme: its host must not contain an encoded delimiter and must not be empty. */
  readonly special: boolean;
  /** It is at the start of the URL: only a slash, `?` or `#` ends it, not a quote or white space. */
  readonly first: boolean;
  /** It may not be an authority at all. It has userinfo only if that contains a colon. */
  readonly weak: boolean;
  /** If it is invalid, everything up to the last `@` is masked. */
  readonly strict: boolean;
  /** Nothing precedes it: a colon without a port may follow a scheme. */
  readonly bare: boolean;
}

/** Checks the host and port after the last `@` so far. */
class HostCheck {
  #length = 0;
  #bad = false;
  #port: 'none' | 'empty' | 'digits' = 'none';
  #bracket: 'none' | 'open' | 'closed' = 'none';

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  get isValid(): boolean {
    return !this.#bad && this.#length > 0 && this.#bracket !== 'open';
  }

  get hasEmptyPort(): boolean {
    return this.#port === 'empty';
  }

  reset(): void {
    this.#length = 0;
    this.#bad = false;
    this.#port = 'none';
    this.#bracket = 'none';
  }

  invalidate(): void {
    this.#bad = true;
  }

  add(code: number): void {
    if (this.#bracket === 'open') {
      if (code === BRACKET_CLOSE) this.#bracket = 'closed';
      else if (!isAddressCharacter(code)) this.#bad = true;
    } else if (code === COLON) {
      if (this.#port !== 'none' || this.#length === 0) this.#bad = true;
      this.#port = 'empty';
      return;
    } else if (this.#port !== 'none') {
      if (code < 0x30 || code > 0x39) this.#bad = true;
      this.#port = 'digits';
    } else if (code === BRACKET_OPEN && this.#length === 0) this.#bracket = 'open';
    else if (this.#bracket === 'closed' || isForbiddenInHost(code)) this.#bad = true;
    this.#length++;
  }
}

/** Hexadecimal digits, `:` and `.`, and the characters of a zone. */
const isAddressCharacter = (code: number): boolean =>
  code > 0x20 && code < 0x7f && code !== BRACKET_OPEN && code !== AT && code !== SLASH;

/**
 * WHATWG's forbidden host code points, except those that end an authority. A backslash ends it for some parsers only: if an
 * `@` follows, everything before that is masked.
 */
const isForbiddenInHost = (code: number): boolean =>
  code <= 0x20 ||
  code === QUOTE ||
  code === LESS ||
  code === GREATER ||
  code === BRACKET_OPEN ||
  code === BACKSLASH ||
  code === BRACKET_CLOSE ||
  code === 0x5e ||
  code === BACKTICK ||
  (code >= 0x7b && code <= 0x7d) ||
  code === 0x7f;

/**
 * Reads a text once, in linear time. At each character it keeps track of the authority, the parameter and the scheme that the
 * character may belong to, and never goes back.
 */
class Redactor {
  readonly #text: string;
  /** The whole text is a URL, valid or not. */
  readonly #whole: boolean;
  /** The ranges to mask: from, to, from, to … */
  readonly #ranges: number[] = [];
  #at = 0;
  // The character at `#at`: decoded, how many times it is encoded, and the index of the next one.
  #code = -1;
  #level = 0;
  #next = 0;
  /** The previous character. */
  #previous = -1;
  /** Index of a possible scheme, or -1. */
  #scheme = -1;
  #authority: Authority | null = null;
  readonly #host = new HostCheck();
  #lastAt = -1;
  #colon = false;
  #colonInUserinfo = false;
  /** After an invalid authority: where to mask from if another `@` follows, or -1. */
  #invalidFrom = -1;
  #invalidTo = -1;
  #inQuery = false;
  /** Index of the name of a parameter, or -1. */
  #name = -1;
  /** Index of a secret value, or -1. */
  #secret = -1;
  #secretLevel = 0;

  constructor(text: string, whole: boolean) {
    this.#text = text;
    this.#whole = whole;
  }

  run(): string {
    if (this.#whole) this.#begin();
    while (this.#at < this.#text.length) {
      this.#read();
      this.#visit();
      this.#previous = this.#code;
      this.#at = this.#next;
    }
    this.#closeAuthority(true);
    this.#closeSecret();
    this.#endInvalid();
    return this.#write();
  }

  /** Reads the scheme and slashes at the start of a URL, valid or not. */
  #begin(): void {
    const start = /^[\s\u0000-\u0020\u200b-\u200d\u2060\ufeff"'`<]*/.exec(this.#text)?.[0].length ?? 0;
    this.#at = start;
    const begins = { level: 0, first: true, weak: false, strict: true, bare: false };
    const scheme = schemeAt(this.#text, start);
    if (scheme !== null) {
      const after = start + scheme.length + 1;
      const special = SPECIAL.has(scheme);
      const slashes = countSlashes(this.#text, after);
      if (special || slashes > 0) {
        this.#at = after + slashes;
        this.#open({ ...begins, from: this.#at, special });
      } else if (scheme !== 'mailto') this.#open({ ...begins, from: start, special: false, bare: true });
      return;
    }
    const slashes = countSlashes(this.#text, start);
    if (slashes > 0) {
      this.#at = start + slashes;
      this.#open({ ...begins, from: this.#at, special: false, weak: slashes === 1, strict: slashes > 1 });
    } else if (!/[?#]|\.\.?\//y.test(this.#text.slice(start, start + 3)))
      this.#open({ ...begins, from: start, special: false, bare: true });
  }

  /** Reads the character at `#at`, which may be an escape, or an escape of an escape. */
  #read(): void {
    const text = this.#text;
    this.#code = text.charCodeAt(this.#at);
    this.#level = 0;
    this.#next = this.#at + 1;
    if (this.#code !== PERCENT || !isEscape(text, this.#next)) return;
    let digits = this.#next;
    this.#level = 1;
    while (text.startsWith('25', digits) && isEscape(text, digits + 2)) {
      digits += 2;
      this.#level++;
    }
    this.#code = Number.parseInt(text.slice(digits, digits + 2), 16);
    this.#next = digits + 2;
  }

  #visit(): void {
    const code = this.#code;
    this.#parameter();
    if (code === COLON && this.#scheme >= 0 && this.#schemeEnds()) return;
    if ((code === SLASH || code === BACKSLASH) && this.#slashes()) return;
    if (code === AT && this.#invalidFrom >= 0) this.#invalidTo = this.#at;
    if (this.#authority !== null) this.#continue(this.#authority);
    if (!this.#whole && this.#level === 0 && isSpace(code)) this.#endInvalid();
    if (this.#level > 0 || !isSchemeCharacter(code)) this.#scheme = -1;
    else if (this.#scheme < 0 && isLetter(code)) this.#scheme = this.#at;
  }

  /** At the colon after a possible scheme. True if an authority begins after it. */
  #schemeEnds(): boolean {
    const from = this.#scheme;
    const authority = this.#authority;
    // If nothing precedes it, any scheme is accepted.
    const known = this.#isSpecial(from, this.#at);
    const special = known || authority?.bare === true;
    const [slashes, level, end] = this.#slashRun(this.#next, special ? Number.POSITIVE_INFINITY : 2);
    // Inside an authority the colon may precede a password or port, and encoded slashes may be part of a password.
    const enough = authority === null ? (known ? 0 : 2) : known && from === authority.from ? 1 : 2;
    if (slashes < enough || (slashes === 0 && isSpace(this.#text.charCodeAt(end)))) return false;
    if (!known && authority !== null && level > authority.level) return false;
    this.#closeAuthority(false);
    this.#next = end;
    this.#scheme = -1;
    this.#open({
      from: end,
      level: Math.max(this.#level, level),
      special,
      first: false,
      weak: false,
      strict: true,
      bare: false,
    });
    return true;
  }

  /** At a slash that does not follow a scheme. Two of them may still begin an authority. */
  #slashes(): boolean {
    const [slashes, level, end] = this.#slashRun(this.#at, Number.POSITIVE_INFINITY);
    if (slashes < 2) return false;
    const previous = this.#previous;
    const special = this.#scheme >= 0 && this.#isSpecial(this.#scheme, this.#at);
    const opened = OPENERS.has(previous) || isSpace(previous);
    this.#closeAuthority(true);
    this.#next = end;
    this.#scheme = -1;
    this.#open({ from: end, level, special, first: false, weak: !special && !opened, strict: special, bare: false });
    return true;
  }

  #isSpecial(from: number, to: number): boolean {
    return to - from <= LONGEST_SPECIAL && SPECIAL.has(this.#text.slice(from, to).toLowerCase());
  }

  /** Slashes from `start` on, also encoded ones: how many, how many times encoded, and where they end. */
  #slashRun(start: number, most: number): [count: number, level: number, end: number] {
    const [at, next, code, own] = [this.#at, this.#next, this.#code, this.#level];
    let count = 0;
    let level = 0;
    let end = start;
    for (; count < most && end < this.#text.length; count++) {
      this.#at = end;
      this.#read();
      if (this.#code !== SLASH && this.#code !== BACKSLASH) break;
      level = Math.max(level, this.#level);
      end = this.#next;
    }
    [this.#at, this.#next, this.#code, this.#level] = [at, next, code, own];
    return [count, level, end];
  }

  #open(authority: Authority): void {
    this.#authority = authority;
    this.#host.reset();
    this.#lastAt = -1;
    this.#colon = false;
    this.#colonInUserinfo = false;
  }

  #continue(authority: Authority): void {
    const code = this.#code;
    if (code === AT) {
      this.#lastAt = this.#at;
      this.#colonInUserinfo = this.#colon;
      this.#host.reset();
      return;
    }
    const isData = this.#level > authority.level;
    if (!isData && (code === SLASH || code === QUESTION || code === HASH)) {
      this.#closeAuthority(true);
      return;
    }
    if (!isData && !authority.first && this.#mayEnd(code)) {
      if (this.#host.isValid) this.#closeAuthority(true);
      else if (this.#host.isEmpty && isSpace(code)) this.#closeAuthority(false);
      else this.#host.invalidate();
      return;
    }
    if (code === COLON) this.#colon = true;
    if (!isData) this.#host.add(code);
    else if (authority.special && isDelimiter(code)) this.#host.invalidate();
    else this.#host.add(PERCENT);
  }

  /** Whether the URL may end before this character. */
  #mayEnd(code: number): boolean {
    return (
      isSpace(code) ||
      code === QUOTE ||
      code === APOSTROPHE ||
      code === LESS ||
      code === GREATER ||
      (code === AMPERSAND && (this.#inQuery || this.#level > 0)) ||
      (!this.#whole && isPunctuation(code) && !(this.#text.charCodeAt(this.#next) > 0x20))
    );
  }

  #closeAuthority(mayBeInvalid: boolean): void {
    const authority = this.#authority;
    if (authority === null) return;
    this.#authority = null;
    if (this.#lastAt >= 0 && (!authority.weak || this.#colonInUserinfo))
      this.#ranges.push(authority.from, this.#lastAt);
    if (!mayBeInvalid || !authority.strict || this.#invalidFrom >= 0) return;
    if (this.#host.isValid && !(authority.bare && this.#host.hasEmptyPort)) return;
    if (this.#host.isEmpty && this.#lastAt < 0 && !authority.special) return;
    this.#invalidFrom = authority.from;
    this.#invalidTo = -1;
  }

  #endInvalid(): void {
    if (this.#invalidTo >= 0) this.#ranges.push(this.#invalidFrom, this.#invalidTo);
    this.#invalidFrom = -1;
    this.#invalidTo = -1;
  }

  #parameter(): void {
    const code = this.#code;
    if (this.#secret >= 0) {
      if (this.#level > this.#secretLevel) return;
      if (!(code === AMPERSAND || code === HASH || code === SEMICOLON || (!this.#whole && endsText(code)))) return;
      this.#closeSecret();
    }
    if (code === QUESTION || code === HASH) {
      this.#inQuery = true;
      this.#name = this.#next;
    } else if (code === AMPERSAND || code === SEMICOLON) {
      if (this.#whole || this.#inQuery) this.#name = this.#next;
    } else if (code === EQUALS) {
      const name = this.#name < 0 ? '' : this.#text.slice(this.#name, this.#at);
      this.#name = -1;
      if (isSecretName(name)) {
        // In a message it may have been masked already, with punctuation after it.
        if (!this.#whole && isMasked(this.#text, this.#next)) return;
        this.#secret = this.#next;
        this.#secretLevel = this.#level;
      }
    } else if (!this.#whole && this.#level === 0 && endsText(code)) {
      this.#inQuery = false;
      this.#name = -1;
    }
  }

  #closeSecret(): void {
    if (this.#secret >= 0) this.#ranges.push(this.#secret, this.#at);
    this.#secret = -1;
  }

  #write(): string {
    if (this.#ranges.length === 0) return this.#text;
    let out = '';
    let done = 0;
    let masked = -1;
    for (const [from, to] of inOrder(this.#ranges)) {
      if (from <= masked) {
        masked = Math.max(masked, to);
        continue;
      }
      if (masked >= 0) done = masked;
      out += `${this.#text.slice(done, from)}${MASK}`;
      masked = Math.max(from, to);
    }
    return out + this.#text.slice(Math.max(done, masked));
  }
}

function inOrder(flat: readonly number[]): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  for (let i = 0; i < flat.length; i += 2) ranges.push([flat[i] as number, flat[i + 1] as number]);
  return ranges.sort((a, b) => a[0] - b[0]);
}

/** The scheme at the start of a URL, in lower case. */
function schemeAt(text: string, start: number): string | null {
  let end = start;
  while (end < text.length && isSchemeCharacter(text.charCodeAt(end))) end++;
  const isScheme = end > start && text.charCodeAt(end) === COLON && isLetter(text.charCodeAt(start));
  return isScheme ? text.slice(start, end).toLowerCase() : null;
}

function countSlashes(text: string, start: number): number {
  let end = start;
  while (text.charCodeAt(end) === SLASH || text.charCodeAt(end) === BACKSLASH) end++;
  return end - start;
}

const isMasked = (text: string, at: number): boolean =>
  text.startsWith(MASK, at) && !isSchemeCharacter(text.charCodeAt(at + MASK.length));

function isSecretName(name: string): boolean {
  const text = name.includes('%') && name.length <= LONGEST_NAME ? unquote(name) : name;
  if (SECRET_WORD.test(text)) return true;
  if (text.length > LONGEST_NAME) return false;
  return text
    .toLowerCase()
    .split(/[[\].]/)
    .some((part) => SECRET_NAMES.has(part));
}

const isDelimiter = (code: number): boolean =>
  code === COLON ||
  code === SLASH ||
  code === QUESTION ||
  code === HASH ||
  code === BACKSLASH ||
  code === BRACKET_OPEN ||
  code === BRACKET_CLOSE;

const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122;

const isSchemeCharacter = (code: number): boolean =>
  isLetter(code) || (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e;

const isHex = (code: number): boolean => (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102);

const isEscape = (text: string, at: number): boolean => isHex(text.charCodeAt(at)) && isHex(text.charCodeAt(at + 1));

const isSpace = (code: number): boolean => code <= 0x20 || code === 0xa0 || code === 0x2028 || code === 0x2029;

/** Characters that may follow a URL in a sentence. */
const isPunctuation = (code: number): boolean => code === COMMA || code === SEMICOLON || code === PARENTHESIS_CLOSE;

/** Characters that end a URL inside other text. */
const endsText = (code: number): boolean =>
  isSpace(code) || code === QUOTE || code === APOSTROPHE || code === LESS || code === GREATER;
