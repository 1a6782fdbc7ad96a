import { InvalidHeader } from '../errors/errors.ts';

/** The three forms of RFC 9110 §5.6.7, roughly: a day's name first. */
const DATE = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? .{1,40}$/i;

/**
 * The wait that a Retry-After header asks for (RFC 9110 §10.2.3: seconds, or a date), in milliseconds, at most `max`; 0
 * for a date that has passed.
 * @throws InvalidHeader for anything else, as urllib3.
 */
export function parseRetryAfter(value: string, max: number, now: number = Date.now()): number {
  const text = value.trim();
  if (/^\d+$/.test(text)) return Math.min(max, Number(text) * 1000);
  const zoned = /[+-]\d{4}$|GMT$|UTC$/i.test(text) ? text : `${text} GMT`;
  const time = DATE.test(text) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(time)) throw new InvalidHeader(`Invalid Retry-After header: ${JSON.stringify(text.slice(0, 100))}`);
  return Math.min(max, Math.max(0, time - now));
}
