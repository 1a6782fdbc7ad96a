export interface NetrcEntry {
  readonly login: string;
  readonly account: string;
  readonly password: string;
}

export interface NetrcFile {
  /** By machine name; `default` is the entry for any other machine. */
  readonly hosts: ReadonlyMap<string, NetrcEntry>;
}

/**
 * Parses a netrc file as Python's `netrc` module (3.11) does: words across lines, quotes, backslashes and comments; macros
 * are skipped; of two entries for a machine the last one counts. `null` for a file that the module refuses.
 */
export function parseNetrc(text: string): NetrcFile | null {
  const words = new NetrcWords(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
  const hosts = new Map<string, NetrcEntry>();
  for (let word = words.next(); word !== ''; word = words.next()) {
    if (word.startsWith('#')) {
      // Python skips the rest of the line only after a "#" that is a word of its own.
      if (word === '#' && !words.atLineStart) words.skipLine();
    } else if (word === 'macdef') {
      words.next();
      if (!words.skipMacro()) return null;
    } else if (word === 'machine' || word === 'default') {
      const name = word === 'default' ? word : words.next();
      const entry = name === '' ? null : readEntry(words);
      if (entry === null) return null;
      hosts.set(name, entry);
    } else {
      return null;
    }
  }
  return { hosts };
}

function readEntry(words: NetrcWords): NetrcEntry | null {
  const entry = { login: '', account: '', password: '' };
  for (;;) {
    const word = words.next();
    if (word.startsWith('#')) {
      if (!words.atLineStart) words.skipLine();
    } else if (word === '' || word === 'machine' || word === 'default' || word === 'macdef') {
      words.putBack(word);
      return entry;
    } else if (word === 'login' || word === 'user') {
      entry.login = words.next();
    } else if (word === 'account' || word === 'password') {
      entry[word] = words.next();
    } else {
      return null;
    }
  }
}

class NetrcWords {
  readonly #text: string;
  #at = 0;
  #pushed: string | null = null;
  /** Whether reading the last word went past the end of a line, before the word or with the white space after it. */
  atLineStart = false;

  constructor(text: string) {
    this.#text = text;
  }

  putBack(word: string): void {
    this.#pushed = word;
  }

  /** The next word; `''` at the end, and for `""`. */
  next(): string {
    if (this.#pushed !== null) {
      const word = this.#pushed;
      this.#pushed = null;
      this.atLineStart = false;
      return word;
    }
    const text = this.#text;
    let newline = false;
    for (; isSpace(text[this.#at]); this.#at++) newline ||= text[this.#at] === '\n';
    const quoted = text[this.#at] === '"';
    if (quoted) this.#at++;
    const pieces: string[] = [];
    let from = this.#at;
    let end = text.length;
    while (this.#at < text.length) {
      const at = this.#at++;
      const c = text[at] as string;
      newline ||= c === '\n';
      if (quoted ? c === '"' : isSpace(c)) {
        end = at;
        break;
      }
      if (c !== '\\') continue;
      pieces.push(text.slice(from, at));
      from = this.#at;
      newline ||= text[this.#at] === '\n';
      this.#at++;
    }
    const rest = text.slice(from, Math.max(from, end));
    const word = pieces.length === 0 ? rest : pieces.join('') + rest;
    this.atLineStart = newline;
    return word;
  }

  skipLine(): void {
    const newline = this.#text.indexOf('\n', this.#at);
    this.#at = newline < 0 ? this.#text.length : newline + 1;
  }

  /** Skips to the empty line that ends a macro; false when there is none. */
  skipMacro(): boolean {
    while (this.#at < this.#text.length) {
      const empty = this.#text[this.#at] === '\n';
      this.skipLine();
      if (empty) return true;
    }
    return false;
  }
}

function isSpace(c: string | undefined): boolean {
  return c === ' ' || c === '\n' || c === '\t' || c === '\r';
}
