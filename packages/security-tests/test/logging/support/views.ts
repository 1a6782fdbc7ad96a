import { format, inspect } from 'node:util';
import { expect } from '@jest/globals';

export const SECRET = 'hunter2';

/** The secret as it may appear: unchanged, or in the base64 of Basic credentials. */
const HIDDEN = [SECRET, ...['user', 'pu'].map((user) => btoa(`${user}:${SECRET}`))];

/** The usual ways to print a value: console.log, a template, JSON, a stack, and inspection with hidden properties. */
export function everyView(value: unknown): string {
  const { stack = '', message = '' } = value instanceof Error ? value : {};
  return [
    format('%s %o %j', value, value, value),
    inspect(value),
    inspect({ deep: [value] }, { depth: 20, showHidden: true }),
    String(value),
    JSON.stringify({ deep: [value] }),
    stack,
    message,
  ].join('\n');
}

export function expectSafe(what: string, shown: string): void {
  const lines = shown.split('\n').filter((line) => HIDDEN.some((secret) => line.includes(secret)));
  expect([what, lines]).toEqual([what, []]);
}

/** An error and all its causes. */
export function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (const queue = [error]; queue.length > 0; ) {
    const at = queue.shift() as { cause?: unknown; errors?: unknown } | null | undefined;
    if (typeof at !== 'object' || at === null || chain.includes(at)) continue;
    chain.push(at);
    queue.push(at.cause, ...(Array.isArray(at.errors) ? at.errors : []));
  }
  return chain;
}
