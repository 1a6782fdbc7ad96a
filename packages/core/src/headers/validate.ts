import { InvalidHeader } from '../errors/errors.ts';

/** `tchar` of RFC 9110 §5.6.2, by code. */
const TOKEN = new Uint8Array(128);
for (const c of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
  TOKEN[c.charCodeAt(0)] = 1;

/** True for a token of RFC 9110 §5.6.2: a method or a header's name. */
export function isToken(text: string): boolean {
  if (text.length === 0) return false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 128 || TOKEN[c] === 0) return false;
  }
  return true;
}

/**
 * Holds a header against RFC 9110 §5.1 and §5.5 before anything is sent. Messages name the header, never its value,
 * which may be a credential.
 * @throws InvalidHeader when the name is no token, or the value is no string, starts with white space, holds a control
 * character, or a character beyond ISO-8859-1.
 */
export function checkHeader(name: unknown, value: unknown): void {
  if (typeof name !== 'string') throw new InvalidHeader(`Header name must be a string, not ${describe(name)}.`);
  if (!isToken(name)) {
    throw new InvalidHeader(
      `Invalid leading whitespace, reserved character(s), or return character(s) in header name: ${JSON.stringify(name)}`,
    );
  }
  if (typeof value !== 'string') {
    throw new InvalidHeader(`The value of header ${JSON.stringify(name)} must be a string, not ${describe(value)}.`);
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

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value;
}
