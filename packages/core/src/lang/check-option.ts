import { kindOf } from './known-options.ts';

/** A number is shown: what is wrong is its size. */
function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : kindOf(value);
}

/** `'false'` and 0 are true and false by accident, and one of them is what nobody meant. @throws TypeError */
export function flag(name: string, value: boolean | null | undefined): void {
  if (typeof value !== 'boolean' && value !== null && value !== undefined)
    throw new TypeError(`${name} must be true or false, not ${shown(value)}`);
}

/** @throws TypeError for what is neither a number of at least `least` nor missing */
export function count(name: string, value: number | null | undefined, least: number): void {
  if (value === null || value === undefined) return;
  if (typeof value !== 'number' || !(value >= least))
    throw new TypeError(`${name} must be a number, ${least} or more, not ${shown(value)}`);
}

/** @throws TypeError for what is neither a function nor missing */
export function listener(name: string, value: unknown): void {
  if (typeof value !== 'function' && value !== null && value !== undefined)
    throw new TypeError(`${name} must be a function, not ${shown(value)}`);
}

/** @throws TypeError for what is neither a signal nor missing: its controller above all */
export function abortSignal(value: AbortSignal | null | undefined): void {
  if (value === null || value === undefined) return;
  if (typeof value.aborted === 'boolean' && typeof value.addEventListener === 'function') return;
  const controller = typeof (value as { abort?: unknown }).abort === 'function';
  throw new TypeError(`signal must be an AbortSignal, not ${controller ? 'its controller' : shown(value)}`);
}

/** @throws TypeError for what is no list of strings */
export function names(name: string, value: readonly string[]): void {
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string'))
    throw new TypeError(`${name} must be a list of strings`);
}

/** @throws TypeError for what is neither true, false, a path nor bytes */
export function verifySetting(value: unknown): void {
  // `''`, 0 and null are no settings.
  if (!value || typeof value === 'boolean') return;
  if (typeof value !== 'string' && !ArrayBuffer.isView(value))
    throw new TypeError(`verify must be true, false, the path of a CA bundle or its bytes, not ${shown(value)}`);
}
