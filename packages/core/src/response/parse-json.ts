import { JSONDecodeError } from '../errors/errors.ts';
import { findJsonError } from './json-error-position.ts';

/**
 * Parses JSON with `JSON.parse`. `NaN` and `Infinity`, which Python reads, are errors.
 * @param where where the text is from, to be said in the message
 * @throws JSONDecodeError with the message Python gives and where the fault is (`pos`, `line`, `column`). Its message
 * never has the text itself, which may hold secrets: that is in `doc`.
 */
export function parseJson(text: string, where: (() => string) | null = null): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw decodeError(text, where === null ? '' : where());
  }
}

function decodeError(text: string, where: string): JSONDecodeError {
  const fault = findJsonError(text);
  const before = text.lastIndexOf('\n', fault.pos - 1);
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < fault.pos; at = text.indexOf('\n', at + 1)) line++;
  const column = fault.pos - (fault.pos === 0 ? -1 : before);
  // The engine's own error quotes the text, so it is no cause.
  const error = new JSONDecodeError(`${fault.message}: line ${line} column ${column} (char ${fault.pos})${where}`);
  // Neither enumerable nor a value, so that no log has it.
  Object.defineProperty(error, 'doc', { get: () => text, configurable: true });
  return Object.assign(error, { pos: fault.pos, line, column });
}
