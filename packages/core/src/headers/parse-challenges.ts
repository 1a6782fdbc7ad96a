/** One challenge of a `WWW-Authenticate` or `Proxy-Authenticate` header. */
export interface Challenge {
  /** As received; case-insensitive. */
  readonly scheme: string;
  readonly token68: string | null;
  /** By lower-case name, unquoted; null-prototype. The last of a repeated parameter counts. */
  readonly params: Readonly<Record<string, string>>;
}

/**
 * Parses every challenge of every field line (RFC 9110 §11.6.1). Accepts what servers really send: white space around `=`,
 * values that should be quoted, empty list members, an unterminated quoted string. Anything else is skipped; it never
 * throws, and takes linear time.
 */
export function parseChallenges(values: readonly string[]): Challenge[] {
  const found: Challenge[] = [];
  for (const value of values) new ChallengeReader(value, found).read();
  return found;
}

// Sticky: a match starts at the current position, so nothing is scanned twice.
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const SPACE = /[ \t]+/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const TOKEN68 = /([A-Za-z0-9\-._~+/]+=*)[ \t]*(?=,|$)/y;
const BARE_VALUE = /[^", \t]*/y;

class ChallengeReader {
  readonly #text: string;
  readonly #found: Challenge[];
  #at = 0;

  constructor(text: string, found: Challenge[]) {
    this.#text = text;
    this.#found = found;
  }

  read(): void {
    let params: Record<string, string> | null = null;
    while (this.#at < this.#text.length) {
      const name = this.#take(TOKEN);
      if (name === null) {
        // A comma, white space, or an invalid character.
        this.#at++;
      } else if (this.#take(EQUALS) !== null) {
        const value = this.#value();
        if (params !== null) params[name.toLowerCase()] = value;
      } else {
        params = this.#challenge(name);
      }
    }
  }

  #challenge(scheme: string): Record<string, string> {
    const params: Record<string, string> = Object.create(null);
    const token68 = this.#take(SPACE) === null ? null : this.#take(TOKEN68);
    // A word followed by a comma or the end is a scheme without parameters: "Negotiate, Basic realm=x".
    this.#found.push({ scheme, token68: token68 === null ? null : token68.trimEnd(), params });
    return params;
  }

  #value(): string {
    if (this.#text[this.#at] !== '"') return this.#take(BARE_VALUE) as string;
    let value = '';
    let from = ++this.#at;
    for (; this.#at < this.#text.length; this.#at++) {
      const c = this.#text[this.#at];
      if (c === '"') break;
      if (c !== '\\') continue;
      value += this.#text.slice(from, this.#at);
      from = ++this.#at;
    }
    value += this.#text.slice(from, this.#at);
    this.#at++;
    return value;
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return null;
    this.#at = pattern.lastIndex;
    return match[0];
  }
}
