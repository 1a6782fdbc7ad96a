import type { Interval } from '#platform';

/** Which bytes of a file are there: intervals in ascending order that neither overlap nor touch. */
export class ByteRanges {
  #intervals: Interval[] = [];

  constructor(intervals: Iterable<Interval> = []) {
    for (const [start, end] of intervals) this.add(start, end);
  }

  get intervals(): readonly Interval[] {
    return this.#intervals;
  }

  /** Adds the bytes from `start` to before `end`. Returns how many of them were not there. */
  add(start: number, end: number): number {
    if (start >= end) return 0;
    const before = this.#intervals.filter((interval) => interval[1] < start);
    const after = this.#intervals.filter((interval) => interval[0] > end);
    const merged = this.#intervals.slice(before.length, this.#intervals.length - after.length);
    const first = Math.min(start, merged[0]?.[0] ?? start);
    const last = Math.max(end, merged.at(-1)?.[1] ?? end);
    this.#intervals = [...before, [first, last], ...after];
    return last - first - merged.reduce((sum, interval) => sum + interval[1] - interval[0], 0);
  }

  /** How many bytes are there. */
  get size(): number {
    return this.#intervals.reduce((sum, [start, end]) => sum + end - start, 0);
  }

  /** The intervals that a file of `total` bytes lacks. */
  missing(total: number): Interval[] {
    const missing: Interval[] = [];
    let at = 0;
    for (const [start, end] of this.#intervals) {
      if (start > at) missing.push([at, start]);
      at = end;
    }
    if (at < total) missing.push([at, total]);
    return missing;
  }
}

/** Cuts intervals into `count` shares of about the same size, but none smaller than `least` without need. In ascending order. */
export function shares(intervals: readonly Interval[], count: number, least: number): Interval[] {
  const total = intervals.reduce((sum, [start, end]) => sum + end - start, 0);
  const size = Math.max(least, Math.ceil(total / count));
  const cut: Interval[] = [];
  for (const [start, end] of intervals) {
    for (let at = start; at < end; at += size) cut.push([at, Math.min(end, at + size)]);
  }
  return cut;
}
