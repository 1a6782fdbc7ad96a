import { unquote } from '../lang/percent-encoding.ts';

/** What stands in the place of a secret. */
const HIDDEN = '***';

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
/** No name of a parameter that means anything is longer; so much of it is decoded. */
const LONGEST_NAME = 256;

/** Schemes after which any number of slashes, and backslashes, begin an authority (WHATWG's special schemes, and SOCKS). */
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
 * A URL fit for messages and logs: `***` for userinfo, and for the values of query (or fragment) parameters named like
 * secrets; the rest as it stands. URLs within it count too, percent-encoded ones included. Of a text that is no valid URL
 * everything before its last `@` is hidden: nobody knows where its userinfo ends.
 */
export function redactUrl(url: string): string {
  return new Redactor(url, true).run();
}

/** The same for the URLs within other text: an error's message, a header's value. */
export function redactText(text: string): string {
  return mayHoldSecret(text) ? new Redactor(text, false).run() : text;
}

/**
 * What to show of a host that is not valid. In a URL with an `@` it may be the half of a password (`http://user:a/b@host`):
 * there it is the whole URL, of which it is known what to hide.
 */
export function redactHost(host: string, url: string): string {
  if (ENCODED_AT.test(host)) return redactUrl(host);
  return url.includes('@') || ENCODED_AT.test(url) ? redactUrl(url) : host;
}

const ENCODED_AT = /%(?:25)*40/;

function mayHoldSecret(text: string): boolean {
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

/** What may stand before a URL within other text. */
const OPENERS: ReadonlySet<number> = new Set([
  ...['"', "'", '`', '=', '<', '(', '[', '{', ',', ';', ':', '|', '&', ' '].map((c) => c.charCodeAt(0)),
  -1,
]);

/** What may be an authority (RFC 3986 §3.2) that is being read: userinfo, host and port. */
interface Authority {
  /** Where its userinfo begins. */
  readonly from: number;
  /** How often it is percent-encoded: what is encoded more often is data to it. */
  readonly level: number;
  /** After a special scheme: its host may hold no encoded delimiter, and may not be empty. */
  readonly special: boolean;
  /** It begins the URL: only a slash, `?` or `#` ends it, never a quote or white space around it. */
  readonly first: boolean;
  /** It may be no authority at all: userinfo is told by its colon. */
  readonly weak: boolean;
  /** When it is not valid, all up to the last `@` is hidden. */
  readonly strict: boolean;
  /** Nothing stands before it: a colon without a port may be that of a scheme. */
  readonly bare: boolean;
}

/** The host and port after the last `@` so far. */
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

  spoil(): void {
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

/** Hexadecimal digits, `:` and `.`, and what a zone may hold. */
const isAddressCharacter = (code: number): boolean =>
  code > 0x20 && code < 0x7f && code !== BRACKET_OPEN && code !== AT && code !== SLASH;

/**
 * WHATWG's forbidden host code points, those that end an authority apart. A backslash ends one for some parsers and belongs
 * to it for others: what is before an `@` after it is hidden.
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
 * Goes through a text once, whatever it holds: at each character it knows the authority, the parameter and the scheme
 * that it may be in, and never looks back.
 */
class Redactor {
  readonly #text: string;
  /** The text is one URL, well-formed or not. */
  readonly #whole: boolean;
  /** What to hide: from, to, from, to … */
  readonly #ranges: number[] = [];
  #at = 0;
  // The character at `#at`: decoded, how often it is encoded, and where the next one begins.
  #code = -1;
  #level = 0;
  #next = 0;
  /** The one before. */
  #previous = -1;
  /** Where what may be a scheme began; -1: none. */
  #scheme = -1;
  #authority: Authority | null = null;
  readonly #host = new HostCheck();
  #lastAt = -1;
  #colon = false;
  #colonInUserinfo = false;
  /** From where to hide when another `@` comes, after an authority that is not valid; -1: nowhere. */
  #spoiltFrom = -1;
  #spoiltTo = -1;
  #inQuery = false;
  /** Where a parameter's name began; -1: none. */
  #name = -1;
  /** Where a secret value began; -1: none. */
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
    this.#endSpoilt();
    return this.#write();
  }

  /** The scheme and slashes that a URL begins with, whether they are right or not. */
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

  /** Reads the character at `#at`, which may be an escape, and an escape of an escape. */
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
    if (code === AT && this.#spoiltFrom >= 0) this.#spoiltTo = this.#at;
    if (this.#authority !== null) this.#continue(this.#authority);
    if (!this.#whole && this.#level === 0 && isSpace(code)) this.#endSpoilt();
    if (this.#level > 0 || !isSchemeCharacter(code)) this.#scheme = -1;
    else if (this.#scheme < 0 && isLetter(code)) this.#scheme = this.#at;
  }

  /** At the colon after what may be a scheme. */
  #schemeEnds(): boolean {
    const from = this.#scheme;
    const authority = this.#authority;
    // After something that is no part of a URL any scheme will do.
    const known = this.#isSpecial(from, this.#at);
    const special = known || authority?.bare === true;
    const [slashes, level, end] = this.#slashRun(this.#next, special ? Number.POSITIVE_INFINITY : 2);
    // Within an authority the colon may be that of a password or port, and encoded slashes may belong to the password.
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

  /** At a slash that follows no scheme: with another one it may begin an authority all the same. */
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

  /** Slashes from `start` on, encoded ones too: how many, how often they are encoded, and where they end. */
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
      else this.#host.spoil();
      return;
    }
    if (code === COLON) this.#colon = true;
    if (!isData) this.#host.add(code);
    else if (authority.special && isDelimiter(code)) this.#host.spoil();
    else this.#host.add(PERCENT);
  }

  /** Whether the text around a URL may go on with this character. */
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

  #closeAuthority(mayBeSpoilt: boolean): void {
    const authority = this.#authority;
    if (authority === null) return;
    this.#authority = null;
    if (this.#lastAt >= 0 && (!authority.weak || this.#colonInUserinfo))
      this.#ranges.push(authority.from, this.#lastAt);
    if (!mayBeSpoilt || !authority.strict || this.#spoiltFrom >= 0) return;
    if (this.#host.isValid && !(authority.bare && this.#host.hasEmptyPort)) return;
    if (this.#host.isEmpty && this.#lastAt < 0 && !authority.special) return;
    this.#spoiltFrom = authority.from;
    this.#spoiltTo = -1;
  }

  #endSpoilt(): void {
    if (this.#spoiltTo >= 0) this.#ranges.push(this.#spoiltFrom, this.#spoiltTo);
    this.#spoiltFrom = -1;
    this.#spoiltTo = -1;
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
        // In a message it may be hidden already, with punctuation after it.
        if (!this.#whole && isHidden(this.#text, this.#next)) return;
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
    let hidden = -1;
    for (const [from, to] of inOrder(this.#ranges)) {
      if (from <= hidden) {
        hidden = Math.max(hidden, to);
        continue;
      }
      if (hidden >= 0) done = hidden;
      out += `${this.#text.slice(done, from)}${HIDDEN}`;
      hidden = Math.max(from, to);
    }
    return out + this.#text.slice(Math.max(done, hidden));
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

const isHidden = (text: string, at: number): boolean =>
  text.startsWith(HIDDEN, at) && !isSchemeCharacter(text.charCodeAt(at + HIDDEN.length));

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

/** What may follow a URL in a sentence. */
const isPunctuation = (code: number): boolean => code === COMMA || code === SEMICOLON || code === PARENTHESIS_CLOSE;

/** What a URL within other text cannot hold. */
const endsText = (code: number): boolean =>
  isSpace(code) || code === QUOTE || code === APOSTROPHE || code === LESS || code === GREATER;
