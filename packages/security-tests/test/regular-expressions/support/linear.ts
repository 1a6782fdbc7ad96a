import { expectLinear } from '@req/test-support/cpu-time';

/** Requests and req accept no longer header line. */
export const LINE = 65_000;

/** Expects `work` to take linear time, on inputs of up to `size` characters. */
export function linear(
  make: (size: number) => string,
  work: (input: string) => unknown,
  size: number = LINE,
): Promise<void> {
  return expectLinear(make, work, size);
}

/** A few characters repeated many times, with text before and after them. */
export function runs(before: string, units: readonly string[], after: string): ((size: number) => string)[] {
  return units.map((unit) => (size) => before + unit.repeat(Math.floor((size - before.length) / unit.length)) + after);
}
