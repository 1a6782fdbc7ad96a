import type { RequestOptions } from '@req/core';
import type { Options } from '../cases/case.ts';
import type { Cleanup } from '../values/cleanup.ts';
import { toValue } from '../values/tagged-values.ts';

/** Converts the options of a case to req's. They have the same names, and times are in milliseconds in both. */
export function requestOptions(options: Options | undefined, cleanup: Cleanup): RequestOptions {
  const entries = Object.entries(options ?? {}).map(([name, value]) => {
    const place = name === 'files' ? 'files' : 'data';
    return [name, toValue(value, { place, cleanup })] as const;
  });
  return Object.fromEntries(entries) as RequestOptions;
}
