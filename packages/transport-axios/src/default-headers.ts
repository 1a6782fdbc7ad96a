import type { HeaderMap } from '@req/core';
import type { AxiosInstance } from 'axios';

/** The `Accept` that axios puts into the defaults of every instance. */
const STOCK_ACCEPT = 'application/json, text/plain, */*';

/** Framing and target depend on the request: defaults of these are ignored. */
const NEVER = new Set(['content-length', 'host', 'transfer-encoding']);

/**
 * Adds the default headers that the instance's owner has set, for all methods or for this one, where `headers` has none of
 * that name. axios' own `Accept` is left out.
 */
export function addDefaultHeaders(headers: HeaderMap, { defaults }: AxiosInstance, method: string): void {
  const own = new Map<string, [name: string, value: unknown]>();
  const add = (name: string, value: unknown): void => {
    own.set(name.toLowerCase(), [name, value]);
  };
  const { common, [method.toLowerCase()]: ofMethod } = defaults.headers as unknown as Record<string, unknown>;
  for (const [name, value] of entries(common)) {
    if (name.toLowerCase() !== 'accept' || value !== STOCK_ACCEPT) add(name, value);
  }
  for (const [name, value] of entries(ofMethod)) add(name, value);
  for (const [name, value] of entries(defaults.headers)) if (!isGroup(value)) add(name, value);
  for (const [key, [name, value]] of own) {
    if (NEVER.has(key) || headers.has(name) || value === undefined || value === null || value === false) continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, String(one).trim());
  }
}

/** The names of all default headers, axios' own included. */
export function* defaultHeaderNames({ defaults: { headers } }: AxiosInstance, method: string): Iterable<string> {
  for (const [name, value] of Object.entries(headers)) {
    if (!isGroup(value)) yield name;
    else if (name === 'common' || name === method.toLowerCase()) yield* Object.keys(value as object);
  }
}

/** `common`, or the headers of one method. */
function isGroup(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entries(value: unknown): [string, unknown][] {
  return isGroup(value) ? Object.entries(value as object) : [];
}
