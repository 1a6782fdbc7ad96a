/** The first error in invalid JSON, in the words of Python's `json`. */
export interface JsonError {
  readonly message: string;
  /** Index into the text. */
  readonly pos: number;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const LITERALS = ['null', 'true', 'false'];

/** Finds the first error in a text that `JSON.parse` rejected. Not recursive: nesting may be of any depth. */
export function findJsonError(text: string): JsonError {
  if (text.startsWith('\ufeff')) return { message: 'Unexpected UTF-8 BOM (decode using utf-8-sig)', pos: 0 };
  return new Scanner(text).scan();
}

type Step = number | JsonError;

class Scanner {
  readonly #text: string;
  /** For each open bracket: true for an object. */
  readonly #open: boolean[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  scan(): JsonError {
    let at: Step = this.#value(this.#skipWhitespace(0));
    while (typeof at === 'number') {
      const inside = this.#open.at(-1);
      if (inside === undefined) {
        const rest = this.#skipWhitespace(at);
        return { message: 'Extra data', pos: rest };
      }
      at = inside ? this.#afterMember(at) : this.#afterElement(at);
    }
    return at;
  }

  /** Reads a value; of an array or object, up to its first scalar. Returns where it ends, or the error. */
  #value(start: number): Step {
    let at = start;
    for (;;) {
      const c = this.#text.charAt(at);
      if (c === '"') return this.#string(at);
      if (c === '[' || c === '{') {
        const inner = this.#skipWhitespace(at + 1);
        if (this.#text.charAt(inner) === (c === '[' ? ']' : '}')) return inner + 1;
        this.#open.push(c === '{');
        if (c === '[') {
          at = inner;
          continue;
        }
        const value = this.#key(inner);
        if (typeof value !== 'number') return value;
        at = value;
        continue;
      }
      return this.#scalar(at);
    }
  }

  #scalar(at: number): Step {
    for (const literal of LITERALS) if (this.#text.startsWith(literal, at)) return at + literal.length;
    NUMBER.lastIndex = at;
    return NUMBER.test(this.#text) ? NUMBER.lastIndex : { message: 'Expecting value', pos: at };
  }

  /** Reads a member's name and colon. Returns where its value begins, or the error. */
  #key(at: number): Step {
    if (this.#text.charAt(at) !== '"') {
      return { message: 'Expecting property name enclosed in double quotes', pos: at };
    }
    const end = this.#string(at);
    if (typeof end !== 'number') return end;
    const colon = this.#skipWhitespace(end);
    if (this.#text.charAt(colon) !== ':') return { message: "Expecting ':' delimiter", pos: colon };
    return this.#skipWhitespace(colon + 1);
  }

  #afterMember(end: number): Step {
    const at = this.#skipWhitespace(end);
    const c = this.#text.charAt(at);
    if (c === '}') return this.#close(at);
    if (c !== ',') return { message: "Expecting ',' delimiter", pos: at };
    const value = this.#key(this.#skipWhitespace(at + 1));
    return typeof value === 'number' ? this.#value(value) : value;
  }

  #afterElement(end: number): Step {
    const at = this.#skipWhitespace(end);
    const c = this.#text.charAt(at);
    if (c === ']') return this.#close(at);
    if (c !== ',') return { message: "Expecting ',' delimiter", pos: at };
    return this.#value(this.#skipWhitespace(at + 1));
  }

  #close(at: number): number {
    this.#open.pop();
    return at + 1;
  }

  #string(start: number): Step {
    const text = this.#text;
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x22) return at + 1;
      if (code < 0x20) return { message: 'Invalid control character at', pos: at };
      if (code !== 0x5c) continue;
      at++;
      if (at >= text.length) break;
      if (text.charCodeAt(at) === 0x75) {
        // Python also wants a character after the four digits.
        if (at + 5 >= text.length || !/^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) {
          return { message: 'Invalid \\uXXXX escape', pos: at };
        }
        at += 4;
      } else if (!'"\\/bfnrt'.includes(text.charAt(at))) {
        return { message: 'Invalid \\escape', pos: at - 1 };
      }
    }
    return { message: 'Unterminated string starting at', pos: start };
  }

  #skipWhitespace(start: number): number {
    let at = start;
    for (;;) {
      const code = this.#text.charCodeAt(at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
      at++;
    }
  }
}
