/** More lines are not told apart. */
const MOST_LINES = 8;

/**
 * Splits `Location` lines that a fetch has joined, where possible: a repeated value, and values that each begin with a
 * path or a scheme. A URL has no space, so a `, ` followed by neither is left alone as a server's mistake.
 */
export function locationLines(value: string): readonly string[] {
  if (!value.includes(', ')) return [value];
  for (let times = 2; times <= MOST_LINES; times++) {
    const length = (value.length - 2 * (times - 1)) / times;
    if (!Number.isInteger(length) || length < 1) continue;
    const once = value.slice(0, length);
    if (Array.from({ length: times }, () => once).join(', ') === value)
      return Array.from({ length: times }, () => once);
  }
  return value.split(/, (?=\/|[a-z][a-z0-9+.-]{0,30}:)/i);
}
