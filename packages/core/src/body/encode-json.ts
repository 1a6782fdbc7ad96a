import { InvalidJSONError } from '../errors/errors.ts';

/**
 * `json` as text, compact as JavaScript writes it.
 * @throws InvalidJSONError for NaN, Infinity, a circular structure, a BigInt or a function, where `JSON.stringify`
 * would write `null` or throw an error of its own (Requests: `allow_nan=False`).
 */
export function encodeJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
    // JSON.stringify writes NaN and Infinity as null: only then is a second look worth its time.
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
