import { JSONDecodeError } from '../errors/errors.ts';
import { findJsonError } from './json-error-position.ts';

/** Parses JSON, as `JSON.parse` does: throws for what is not JSON. */
export type ParseJson = (text: string) => unknown;

/**
 * Parses JSON, by default with `JSON.parse`. Unlike in Python, `NaN` and `Infinity` are errors.
 * @param where says in the message where the text is from
 * @throws JSONDecodeError with Python's message and the position of the error (`pos`, `line`, `column`). The text itself,
 * which may hold secrets, is not in the message but in `doc`.
 */
export function parseJson(
  text: string,
  where: ((text: string) => string) | null = null,
  parse: ParseJson | null = null,
): unknown {
  try {
    return parse === null ? JSON.parse(text) : parse(text);
  } catch (error) {
    // What the caller's function throws for valid JSON is the caller's own error.
    if (parse !== null && isJson(text)) throw error;
    throw decodeError(text, where === null ? '' : where(text));
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function decodeError(text: string, where: string): JSONDecodeError {
  const found = findJsonError(text);
  const before = text.lastIndexOf('\n', found.pos - 1);
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < found.pos; at = text.indexOf('\n', at + 1)) line++;
  const column = found.pos - (found.pos === 0 ? -1 : before);
  // The engine's own error quotes the text, so it must not be the cause.
  const error = new JSONDecodeError(`${found.message}: line ${line} column ${column} (char ${found.pos})${where}`);
  // A getter that is not enumerable, so that logs do not show it.
  Object.defineProperty(error, 'doc', { get: () => text, configurable: true });
  return Object.assign(error, { pos: found.pos, line, column });
}
