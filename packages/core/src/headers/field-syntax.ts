import { InvalidHeader } from '../errors/errors.ts';
import { memoizeLastList } from '../lang/memoize-last.ts';

/** `tchar` of RFC 9110 §5.6.2, by code. */
const TOKEN = new Uint8Array(128);
for (const c of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
  TOKEN[c.charCodeAt(0)] = 1;

/** True for a token of RFC 9110 §5.6.2: a method or a field name. */
export function isToken(text: string): boolean {
  if (text.length === 0) return false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 128 || TOKEN[c] === 0) return false;
  }
  return true;
}

// Control characters could end the line; those beyond ISO-8859-1 could be truncated to one (U+010A to LF).
const NOT_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/** True for text that can be sent as a field value (RFC 9110 §5.5), one byte a character. */
export function isFieldValue(text: string): boolean {
  return !NOT_IN_VALUE.test(text);
}

/** A whole header line was given as the name: what follows the colon may be a credential. */
function withoutValue(name: unknown): unknown {
  if (typeof name !== 'string') return name;
  const colon = name.indexOf(':', 1);
  return colon < 0 || colon === name.length - 1 ? name : `${name.slice(0, colon + 1)} ***`;
}

/**
 * Checks a header of the caller's, before anything is sent. Messages name the header, never its value, which may be a
 * credential.
 * @throws InvalidHeader when the name is not a token, or the value is not a string, starts with white space, or contains
 * a control character or one beyond ISO-8859-1.
 */
export function checkHeader(name: unknown, value: unknown): void {
  if (typeof name !== 'string') throw new InvalidHeader(`Header name must be a string, not ${typeName(name)}.`);
  if (!isToken(name)) {
    throw new InvalidHeader(
      `Invalid leading whitespace, reserved character(s), or return character(s) in header name: ${JSON.stringify(withoutValue(name))}`,
    );
  }
  if (typeof value !== 'string') {
    throw new InvalidHeader(`The value of header ${JSON.stringify(name)} must be a string, not ${typeName(value)}.`);
  }
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c > 0xff) {
      throw new InvalidHeader(
        `The value of header ${JSON.stringify(name)} holds a character beyond ISO-8859-1 at index ${i}: encode it first.`,
      );
    }
    if ((c < 0x20 && c !== 0x09) || c === 0x7f || (i === 0 && (c === 0x20 || c === 0x09 || c === 0xa0))) {
      throw new InvalidHeader(
        `Invalid leading whitespace, reserved character(s), or return character(s) in the value of header ${JSON.stringify(name)}`,
      );
    }
  }
}

/**
 * What every `HeaderMap` guarantees, also one of a response, whose values may be looser than what may be sent.
 * @throws InvalidHeader when the name is not a token, or the value is not a string or contains CR, LF or NUL
 */
export function checkFieldLine(name: string, value: string): void {
  if (typeof name !== 'string' || !isToken(name))
    throw new InvalidHeader(`Invalid header name: ${JSON.stringify(withoutValue(name))}`);
  if (typeof value !== 'string')
    throw new InvalidHeader(`The value of header ${JSON.stringify(name)} must be a string.`);
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c === 13 || c === 10 || c === 0) {
      throw new InvalidHeader(`The value of header ${JSON.stringify(name)} holds a CR, LF or NUL.`);
    }
  }
}

/**
 * The last check before a transport writes field lines, given as name, value, name, value …
 * @throws InvalidHeader for a name that is not a token or a value that cannot be sent; the message does not show it
 */
export const checkFieldLines: (flat: readonly string[]) => void = memoizeLastList((flat) => {
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string;
    if (!isToken(name)) throw new InvalidHeader(`Invalid header name: ${JSON.stringify(name)}`);
    if (!isFieldValue(flat[i + 1] as string)) {
      throw new InvalidHeader(
        `The value of header ${JSON.stringify(name)} holds a control character or one beyond ISO-8859-1.`,
      );
    }
  }
});

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value;
}
