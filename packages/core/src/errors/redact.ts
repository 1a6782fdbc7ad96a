import { isSecretName } from './secret-names.ts';

// Characters. Above their use, so that a minifier can inline them.
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

// What is known of an authority that is being read, or of text that may be one:
/** It follows a special scheme: its host must not be empty or contain an encoded delimiter. */
const SPECIAL = 1;
/** It is the URL's own authority: only a slash, `?` or `#` ends it, never a quote or white space. */
const FIRST = 2;
/** It may be something else, such as a path: its userinfo is masked only if there is a colon in it. */
const UNCERTAIN = 4;
/** If it is invalid, everything up to the last `@` in the text is masked. */
const MASK_IF_INVALID = 8;
/** There is no scheme or slash before it: a colon without a port may end a scheme. */
const WITHOUT_SCHEME = 16;

/** Shown in place of a secret. */
const MASK = '***';

/**
 * A URL for messages and logs, with `***` in place of its userinfo, and of the values of query or fragment parameters whose
 * names sound secret. URLs within the URL are treated alike, percent-encoded ones too. In text that is not a valid URL
 * everything up to the last `@` is masked, since nobody knows where its userinfo ends.
 */
export function redactUrl(url: string): string {
  return new Scanner(url, true).run();
}

/** As `redactUrl`, for the URLs in other text, such as an error message or a header value. */
export function redactText(text: string): string {
  return mayContainSecret(text) ? new Scanner(text, false).run() : text;
}

/**
 * An invalid host for a message. In a URL with an `@` it may be one half of a password (`http://user:a/b@host`): then the
 * whole URL is returned, redacted.
 */
export function redactHost(host: string, url: string): string {
  if (ENCODED_AT.test(host)) return redactUrl(host);
  return url.includes('@') || ENCODED_AT.test(url) ? redactUrl(url) : host;
}

const ENCODED_AT = /%(?:25)*40/;

function mayContainSecret(text: string): boolean {
  return text.includes('@') || text.includes('=') || text.includes('%');
}

/**
 * Finds what to mask in one pass over a text, in linear time whatever the text is. At each character it knows which
 * authority, parameter and scheme it may be in; it never goes back.
 *
 * Three things are followed at once: an authority, from the slashes after a scheme to the slash, `?` or `#` after it, whose
 * part before the last `@` is masked; an invalid authority, which is masked up to any later `@`; and a parameter with a
 * secret name, whose value is masked. Characters may be percent-encoded, even several times: `depth` is how often. A
 * delimiter that is encoded more often than the URL it stands in is data of that URL.
 */
class Scanner {
  readonly #text: string;
  /** The text is one URL, valid or not; else it is any text, with URLs in it. */
  readonly #isUrl: boolean;
  /** The ranges to mask: from, to, from, to … */
  readonly #ranges: number[] = [];
  #at = 0;
  /** The character at `#at`, decoded. */
  #code = -1;
  /** How often that character is percent-encoded. */
  #depth = 0;
  /** Where the next character begins. */
  #next = 0;
  #previousCode = -1;
  /** Where a possible scheme began; -1: nowhere. */
  #schemeStart = -1;

  // The authority (RFC 3986 §3.2: userinfo, host and port) that is being read, or text that may be one:
  /** Where its userinfo begins; -1: there is none. */
  #authority = -1;
  /** How often its delimiters are percent-encoded. */
  #authorityDepth = 0;
  /** `SPECIAL`, `FIRST` … */
  #flags = 0;
  /** The host and port after its last `@` so far. */
  readonly #host = new HostValidator();
  #lastAtSign = -1;
  #hasColon = false;
  #colonInUserinfo = false;

  // After an invalid authority: where it began, and the last `@` since then; -1: none.
  #invalidFrom = -1;
  #invalidTo = -1;

  #inQuery = false;
  /** Where a parameter's name began; -1: nowhere. */
  #nameStart = -1;
  /** Where a secret value began; -1: nowhere. */
  #secretStart = -1;
  #secretDepth = 0;

  constructor(text: string, isUrl: boolean) {
    this.#text = text;
    this.#isUrl = isUrl;
  }

  run(): string {
    if (this.#isUrl) this.#readStart();
    while (this.#at < this.#text.length) {
      this.#decodeCharacter();
      this.#step();
      this.#previousCode = this.#code;
      this.#at = this.#next;
    }
    this.#closeAuthority(true);
    this.#closeSecret();
    this.#endInvalid();
    return this.#render();
  }

  /** Reads the scheme and slashes at the start of a URL, valid or not. */
  #readStart(): void {
    const start = /^[\s\u0000-\u0020\u200b-\u200d\u2060\ufeff"'`<]*/.exec(this.#text)?.[0].length ?? 0;
    this.#at = start;
    const scheme = schemeAt(this.#text, start);
    const afterScheme = scheme === null ? start : start + scheme.length + 1;
    const slashes = countSlashes(this.#text, afterScheme);
    const special = scheme !== null && SPECIAL_SCHEMES.has(scheme);
    if (special || slashes > 0) {
      this.#at = afterScheme + slashes;
      const uncertain = scheme === null && slashes === 1;
      this.#openAuthority(this.#at, 0, FIRST | (special ? SPECIAL : 0) | (uncertain ? UNCERTAIN : MASK_IF_INVALID));
    } else if (scheme === null ? !/[?#]|\.\.?\//y.test(this.#text.slice(start, start + 3)) : scheme !== 'mailto')
      this.#openAuthority(start, 0, FIRST | MASK_IF_INVALID | WITHOUT_SCHEME);
  }

  /** Decodes the character at `#at`, which may be an escape, or the escape of an escape. */
  #decodeCharacter(): void {
    const text = this.#text;
    this.#code = text.charCodeAt(this.#at);
    this.#depth = 0;
    this.#next = this.#at + 1;
    if (this.#code !== PERCENT || !isEscape(text, this.#next)) return;
    let digits = this.#next;
    this.#depth = 1;
    while (text.startsWith('25', digits) && isEscape(text, digits + 2)) {
      digits += 2;
      this.#depth++;
    }
    this.#code = Number.parseInt(text.slice(digits, digits + 2), 16);
    this.#next = digits + 2;
  }

  #step(): void {
    const code = this.#code;
    this.#readParameter();
    if (code === COLON && this.#schemeStart >= 0 && this.#endScheme()) return;
    if ((code === SLASH || code === BACKSLASH) && this.#beginAtSlashes()) return;
    if (code === AT && this.#invalidFrom >= 0) this.#invalidTo = this.#at;
    if (this.#authority >= 0) this.#readAuthority();
    if (!this.#isUrl && this.#depth === 0 && isSpace(code)) this.#endInvalid();
    if (this.#depth > 0 || !isSchemeCharacter(code)) this.#schemeStart = -1;
    else if (this.#schemeStart < 0 && isLetter(code)) this.#schemeStart = this.#at;
  }

  /** At the colon after a possible scheme: true when an authority begins after it. */
  #endScheme(): boolean {
    const from = this.#schemeStart;
    const inside = this.#authority >= 0;
    // Where no scheme was read before, any scheme counts.
    const known = this.#isSpecial(from, this.#at);
    const special = known || (inside && this.#is(WITHOUT_SCHEME));
    const [slashes, depth, end] = this.#slashRun(this.#next, special ? Number.POSITIVE_INFINITY : 2);
    // In an authority the colon may precede a password or port, and encoded slashes may be part of the password.
    const needed = inside ? (known && from === this.#authority ? 1 : 2) : known ? 0 : 2;
    if (slashes < needed || (slashes === 0 && isSpace(this.#text.charCodeAt(end)))) return false;
    if (!known && inside && depth > this.#authorityDepth) return false;
    this.#closeAuthority(false);
    this.#next = end;
    this.#schemeStart = -1;
    this.#openAuthority(end, Math.max(this.#depth, depth), MASK_IF_INVALID | (special ? SPECIAL : 0));
    return true;
  }

  /** At a slash without a scheme before it: true when there are more, after which an authority may begin. */
  #beginAtSlashes(): boolean {
    const [slashes, depth, end] = this.#slashRun(this.#at, Number.POSITIVE_INFINITY);
    if (slashes < 2) return false;
    const previous = this.#previousCode;
    const special = this.#schemeStart >= 0 && this.#isSpecial(this.#schemeStart, this.#at);
    const mayBegin = BEFORE_URL.has(previous) || isSpace(previous);
    this.#closeAuthority(true);
    this.#next = end;
    this.#schemeStart = -1;
    this.#openAuthority(end, depth, special ? SPECIAL | MASK_IF_INVALID : mayBegin ? 0 : UNCERTAIN);
    return true;
  }

  #isSpecial(from: number, to: number): boolean {
    return to - from <= LONGEST_SPECIAL_SCHEME && SPECIAL_SCHEMES.has(this.#text.slice(from, to).toLowerCase());
  }

  /** Counts slashes from `start` on, at most `limit`, encoded ones too: how many, how often encoded, where they end. */
  #slashRun(start: number, limit: number): [count: number, depth: number, end: number] {
    const [at, next, code, ownDepth] = [this.#at, this.#next, this.#code, this.#depth];
    let count = 0;
    let depth = 0;
    let end = start;
    for (; count < limit && end < this.#text.length; count++) {
      this.#at = end;
      this.#decodeCharacter();
      if (this.#code !== SLASH && this.#code !== BACKSLASH) break;
      depth = Math.max(depth, this.#depth);
      end = this.#next;
    }
    [this.#at, this.#next, this.#code, this.#depth] = [at, next, code, ownDepth];
    return [count, depth, end];
  }

  #openAuthority(from: number, depth: number, flags: number): void {
    this.#authority = from;
    this.#authorityDepth = depth;
    this.#flags = flags;
    this.#host.reset();
    this.#lastAtSign = -1;
    this.#hasColon = false;
    this.#colonInUserinfo = false;
  }

  #is(flag: number): boolean {
    return (this.#flags & flag) !== 0;
  }

  #readAuthority(): void {
    const code = this.#code;
    if (code === AT) {
      this.#lastAtSign = this.#at;
      this.#colonInUserinfo = this.#hasColon;
      this.#host.reset();
      return;
    }
    const isData = this.#depth > this.#authorityDepth;
    if (!isData && (code === SLASH || code === QUESTION || code === HASH)) {
      this.#closeAuthority(true);
      return;
    }
    if (!isData && !this.#is(FIRST) && this.#mayEndAuthority(code)) {
      if (this.#host.isValid) this.#closeAuthority(true);
      else if (this.#host.isEmpty && isSpace(code)) this.#closeAuthority(false);
      else this.#host.invalidate();
      return;
    }
    if (code === COLON) this.#hasColon = true;
    if (!isData) this.#host.add(code);
    else if (this.#is(SPECIAL) && isDelimiter(code)) this.#host.invalidate();
    else this.#host.add(PERCENT);
  }

  /** Whether the text around a URL may continue with this character. */
  #mayEndAuthority(code: number): boolean {
    return (
      isSpace(code) ||
      code === QUOTE ||
      code === APOSTROPHE ||
      code === LESS ||
      code === GREATER ||
      (code === AMPERSAND && (this.#inQuery || this.#depth > 0)) ||
      (!this.#isUrl && isPunctuation(code) && !(this.#text.charCodeAt(this.#next) > 0x20))
    );
  }

  #closeAuthority(mayBeInvalid: boolean): void {
    const from = this.#authority;
    if (from < 0) return;
    this.#authority = -1;
    if (this.#lastAtSign >= 0 && (!this.#is(UNCERTAIN) || this.#colonInUserinfo))
      this.#ranges.push(from, this.#lastAtSign);
    if (!mayBeInvalid || !this.#is(MASK_IF_INVALID) || this.#invalidFrom >= 0) return;
    if (this.#host.isValid && !(this.#is(WITHOUT_SCHEME) && this.#host.hasEmptyPort)) return;
    if (this.#host.isEmpty && this.#lastAtSign < 0 && !this.#is(SPECIAL)) return;
    this.#invalidFrom = from;
    this.#invalidTo = -1;
  }

  #endInvalid(): void {
    if (this.#invalidTo >= 0) this.#ranges.push(this.#invalidFrom, this.#invalidTo);
    this.#invalidFrom = -1;
    this.#invalidTo = -1;
  }

  #readParameter(): void {
    const code = this.#code;
    if (this.#secretStart >= 0) {
      if (this.#depth > this.#secretDepth) return;
      const ends = code === AMPERSAND || code === HASH || code === SEMICOLON || (code === QUESTION && !this.#inQuery);
      if (!ends && (this.#isUrl || !endsText(code))) return;
      this.#closeSecret();
    }
    if (code === QUESTION || code === HASH) {
      this.#inQuery = true;
      this.#nameStart = this.#next;
    } else if (code === AMPERSAND || code === SEMICOLON) {
      if (this.#isUrl || this.#inQuery) this.#nameStart = this.#next;
    } else if (code === EQUALS) {
      const name = this.#nameStart < 0 ? '' : this.#text.slice(this.#nameStart, this.#at);
      this.#nameStart = -1;
      if (isSecretName(name)) {
        // In a message the value may have been masked before, and be followed by punctuation.
        if (!this.#isUrl && isMasked(this.#text, this.#next)) return;
        this.#secretStart = this.#next;
        this.#secretDepth = this.#depth;
      }
    } else if (!this.#isUrl && this.#depth === 0 && endsText(code)) {
      this.#inQuery = false;
      this.#nameStart = -1;
    }
  }

  #closeSecret(): void {
    if (this.#secretStart >= 0) this.#ranges.push(this.#secretStart, this.#at);
    this.#secretStart = -1;
  }

  #render(): string {
    if (this.#ranges.length === 0) return this.#text;
    let out = '';
    let done = 0;
    let masked = -1;
    for (const [from, to] of sortedRanges(this.#ranges)) {
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

function sortedRanges(flat: readonly number[]): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  for (let i = 0; i < flat.length; i += 2) ranges.push([flat[i] as number, flat[i + 1] as number]);
  return ranges.sort((a, b) => a[0] - b[0]);
}

/** Validates the host and port of an authority, character by character. */
class HostValidator {
  #length = 0;
  #invalid = false;
  #port: 'none' | 'empty' | 'digits' = 'none';
  #bracket: 'none' | 'open' | 'closed' = 'none';

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  get isValid(): boolean {
    return !this.#invalid && this.#length > 0 && this.#bracket !== 'open';
  }

  get hasEmptyPort(): boolean {
    return this.#port === 'empty';
  }

  reset(): void {
    this.#length = 0;
    this.#invalid = false;
    this.#port = 'none';
    this.#bracket = 'none';
  }

  invalidate(): void {
    this.#invalid = true;
  }

  add(code: number): void {
    if (this.#bracket === 'open') {
      if (code === BRACKET_CLOSE) this.#bracket = 'closed';
      else if (!isAddressCharacter(code)) this.#invalid = true;
    } else if (code === COLON) {
      if (this.#port !== 'none' || this.#length === 0) this.#invalid = true;
      this.#port = 'empty';
      return;
    } else if (this.#port !== 'none') {
      if (code < 0x30 || code > 0x39) this.#invalid = true;
      this.#port = 'digits';
    } else if (code === BRACKET_OPEN && this.#length === 0) this.#bracket = 'open';
    else if (this.#bracket === 'closed' || isForbiddenInHost(code)) this.#invalid = true;
    this.#length++;
  }
}

/** Loosely: hexadecimal digits, `:`, `.`, and the characters of a zone. */
const isAddressCharacter = (code: number): boolean =>
  code > 0x20 && code < 0x7f && code !== BRACKET_OPEN && code !== AT && code !== SLASH;

/**
 * WHATWG's forbidden host code points, except those that end an authority. A backslash ends it for some parsers only, so
 * it counts as invalid, and everything before a later `@` is masked.
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

/** Punctuation that may follow a URL in a sentence. */
const isPunctuation = (code: number): boolean => code === COMMA || code === SEMICOLON || code === PARENTHESIS_CLOSE;

/** A character that ends a URL in other text. */
const endsText = (code: number): boolean =>
  isSpace(code) || code === QUOTE || code === APOSTROPHE || code === LESS || code === GREATER;

/** Schemes whose authority begins after any number of slashes or backslashes: WHATWG's special schemes, and SOCKS. */
const SPECIAL_SCHEMES: ReadonlySet<string> = new Set([
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
const LONGEST_SPECIAL_SCHEME = 7;

/** Characters that a URL in other text may follow; -1: the start of the text. */
const BEFORE_URL: ReadonlySet<number> = new Set([
  ...['"', "'", '`', '=', '<', '(', '[', '{', ',', ';', ':', '|', '&', ' '].map((c) => c.charCodeAt(0)),
  -1,
]);
