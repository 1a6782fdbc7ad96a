import { expectLinear } from '@req/test-support/cpu-time';

/** A header line of Requests and req holds no more. */
export const LINE = 65_000;

/** Holds `work` to linear time, on inputs of up to `size` characters. */
export function linear(
  make: (size: number) => string,
  work: (input: string) => unknown,
  size: number = LINE,
): Promise<void> {
  return expectLinear(make, work, size);
}

/** Many of a few characters, with something before and after them. */
export function runs(before: string, units: readonly string[], after: string): ((size: number) => string)[] {
  return units.map((unit) => (size) => before + unit.repeat(Math.floor((size - before.length) / unit.length)) + after);
}
