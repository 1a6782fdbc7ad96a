import { HeaderMap } from '@req/core';
import { AxiosHeaders, type AxiosInstance } from 'axios';
import { defaultHeaderNames } from './default-headers.ts';

/** Headers in the form in which interceptors see them. */
export type HeaderView = Pick<AxiosHeaders, 'get' | 'has'> & Iterable<[string, unknown]>;

/**
 * Applies what interceptors changed, added and removed to the header lines. Lines of other headers stay exactly as they
 * were, with case, place and repetitions.
 */
export function applyChanges(lines: HeaderMap, before: HeaderView, after: HeaderView): HeaderMap {
  const result = new HeaderMap();
  for (const [name, value] of lines) {
    const now = after.get(name);
    if (text(now) === text(before.get(name))) result.append(name, value);
    else if (isSet(now) && !result.has(name)) for (const one of values(now)) result.append(name, one);
  }
  for (const [name, value] of after) {
    if (isSet(value) && !isSet(before.get(name))) for (const one of values(value)) result.append(name, one);
  }
  return result;
}

/** The lines as AxiosHeaders. Headers that axios would add by itself are switched off unless there is a line. */
export function toAxiosHeaders(lines: HeaderMap, instance: AxiosInstance, method: string): AxiosHeaders {
  const headers = new AxiosHeaders();
  for (const [name, value] of lines) {
    // Node writes the head at once when it has Expect, which is added later with the exact lines.
    if (name.toLowerCase() === 'expect') continue;
    const present = headers.get(name);
    if (!isSet(present)) headers.set(name, value);
    else headers.set(name, [...values(present), value]);
  }
  for (const name of ADDED_BY_AXIOS) if (!headers.has(name)) headers.set(name, false);
  for (const name of defaultHeaderNames(instance, method)) if (!headers.has(name)) headers.set(name, false);
  return headers;
}

const ADDED_BY_AXIOS = ['Accept', 'Accept-Encoding', 'Content-Type', 'User-Agent'];

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

function values(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function text(value: unknown): string | null {
  return isSet(value) ? values(value).join(', ') : null;
}
