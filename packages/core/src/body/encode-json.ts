import { InvalidJSONError } from '../errors/errors.ts';

/**
 * The option `json` as text, without white space.
 * @throws InvalidJSONError for NaN and Infinity, which `JSON.stringify` would write as `null` (Requests:
 * `allow_nan=False`), and for a circular structure, a BigInt or a function
 */
export function encodeJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
    // JSON.stringify writes NaN and Infinity as null, so a text without null needs no second pass.
    if (text?.includes('null')) JSON.stringify(value, refuseNonFinite);
  } catch (cause) {
    if (cause instanceof InvalidJSONError) throw cause;
    throw new InvalidJSONError(`json cannot be encoded: ${(cause as Error).message.split('\n', 1)[0]}`, { cause });
  }
  if (text === undefined) throw new InvalidJSONError(`json cannot be encoded: a ${typeof value} is no JSON value`);
  return text;
}

function refuseNonFinite(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new InvalidJSONError(
      `Out of range float values are not JSON compliant: ${value}${key === '' ? '' : ` at '${key}'`}`,
    );
  }
  return value;
}
