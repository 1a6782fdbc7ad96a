/** More lines of one response are not told apart. */
const MOST_LINES = 8;

/**
 * The `Location` lines that a fetch has joined, as far as they can be told: a value said several times over, and
 * values that each begin like a target of their own. A URL holds no space, so that `, ` within one is a server's
 * mistake; one that is followed by neither a path nor a scheme is left alone.
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
