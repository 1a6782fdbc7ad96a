import { HeaderMap } from '@req/core';
import { AxiosHeaders, type AxiosInstance } from 'axios';
import { defaultHeaderNames } from './default-headers.ts';

/** Headers as interceptors see them. */
export type HeaderView = Pick<AxiosHeaders, 'get' | 'has'> & Iterable<[string, unknown]>;

/**
 * Field lines after interceptors had them: a line whose header was left alone stays exactly as it was (spelling, place,
 * repetition); what was changed, added or taken away is.
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

/** Header lines as axios has them. What axios would add by itself is switched off where no line stands for it. */
export function toAxiosHeaders(lines: HeaderMap, instance: AxiosInstance, method: string): AxiosHeaders {
  const headers = new AxiosHeaders();
  for (const [name, value] of lines) {
    // Node would write the head at once on seeing Expect; it is put in with the exact lines.
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
