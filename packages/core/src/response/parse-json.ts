import { findTextCodec } from '#text';
import { JSONDecodeError } from '../errors/errors.ts';
import { guessJsonEncoding } from './json-encoding.ts';
import { findJsonFault } from './json-fault.ts';

/**
 * Parses JSON with `JSON.parse`. `NaN` and `Infinity`, which Python reads, are errors.
 * @throws JSONDecodeError with the message Python gives and where the fault is (`pos`, `line`, `column`), and never
 * with the text itself, which may hold secrets.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw decodeError(text);
  }
}

/**
 * `Response.json()` of Requests: without a known encoding, bytes of more than three are taken for UTF-8, -16 or -32 by
 * how they begin and decoded strictly; where that fails, or the encoding is known, `textOf()` is parsed.
 * @throws JSONDecodeError
 */
export function jsonFromBytes(bytes: Uint8Array, encoding: string | null, textOf: () => string): unknown {
  if ((encoding === null || encoding === '') && bytes.length > 3) {
    const guess = guessJsonEncoding(bytes);
    const text = guess === null ? null : (findTextCodec(guess)?.decodeStrict(bytes) ?? null);
    if (text !== null) return parseJson(text);
  }
  return parseJson(textOf());
}

function decodeError(text: string): JSONDecodeError {
  const fault = findJsonFault(text);
  const before = text.lastIndexOf('\n', fault.pos - 1);
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < fault.pos; at = text.indexOf('\n', at + 1)) line++;
  const column = fault.pos - (fault.pos === 0 ? -1 : before);
  // The engine's own error quotes the text, so it is no cause.
  const error = new JSONDecodeError(`${fault.message}: line ${line} column ${column} (char ${fault.pos})`);
  return Object.assign(error, { pos: fault.pos, line, column });
}
