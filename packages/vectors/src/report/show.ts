import { inspect } from 'node:util';
import { MISSING } from '../compare/difference.ts';

/** A value as text, on one line if it fits. */
export function show(value: unknown): string {
  if (value === MISSING) return '(nothing)';
  if (typeof value === 'string') return JSON.stringify(value);
  return inspect(plain(value), { depth: 8, breakLength: 110, maxStringLength: 2000, maxArrayLength: 60 });
}

/** The value without undefined members and without thrown errors, which are shown separately. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const entries = Object.entries(value).filter(([key, item]) => key !== 'thrown' && item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}
