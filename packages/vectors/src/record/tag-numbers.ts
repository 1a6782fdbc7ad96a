/** A parsed value in which numbers that JSON cannot represent are written as `$number`. */
export function tagNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return { $number: String(value) };
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) };
  if (Array.isArray(value)) return value.map(tagNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tagNumbers(item)]));
}
