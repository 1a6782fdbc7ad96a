import { kindOf } from './known-options.ts';

// Options come from JavaScript too: a value of the wrong type is an error here, not a surprise later.

/** What a value is, for a message. Numbers are shown, since what is wrong is their size. */
function describe(value: unknown): string {
  return typeof value === 'number' ? String(value) : kindOf(value);
}

/** `'false'` and 0 are refused: their truth is an accident. @throws TypeError */
export function checkBoolean(name: string, value: boolean | null | undefined): void {
  if (typeof value !== 'boolean' && value !== null && value !== undefined)
    throw new TypeError(`${name} must be true or false, not ${describe(value)}`);
}

/** @throws TypeError unless it is a number of at least `least`, or missing */
export function checkNumber(name: string, value: number | null | undefined, least: number): void {
  if (value === null || value === undefined) return;
  // Negated so that NaN is refused too.
  if (typeof value !== 'number' || !(value >= least))
    throw new TypeError(`${name} must be a number, ${least} or more, not ${describe(value)}`);
}

/** @throws TypeError unless it is a function, or missing */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function' && value !== null && value !== undefined)
    throw new TypeError(`${name} must be a function, not ${describe(value)}`);
}

/** @throws TypeError unless it is an AbortSignal, or missing; the message tells an AbortController apart */
export function checkSignal(value: AbortSignal | null | undefined): void {
  if (value === null || value === undefined) return;
  if (typeof value.aborted === 'boolean' && typeof value.addEventListener === 'function') return;
  const controller = typeof (value as { abort?: unknown }).abort === 'function';
  const what = controller ? 'its controller: pass controller.signal' : describe(value);
  throw new TypeError(`signal must be an AbortSignal, not ${what}`);
}

/** @throws TypeError unless it is an array of strings */
export function checkStrings(name: string, value: readonly string[]): void {
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string'))
    throw new TypeError(`${name} must be a list of strings`);
}

/** @throws TypeError unless `verify` is a boolean, a path, bytes, or empty */
export function checkVerify(value: unknown): void {
  // As in Requests, `''`, 0 and null count as not given.
  if (!value || typeof value === 'boolean') return;
  if (typeof value !== 'string' && !ArrayBuffer.isView(value))
    throw new TypeError(`verify must be true, false, the path of a CA bundle or its bytes, not ${describe(value)}`);
}
