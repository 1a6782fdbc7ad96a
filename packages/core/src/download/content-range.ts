import type { Representation } from '#platform';
import type { Response } from '../response/response.ts';

/** The bytes that a response holds: from the first to before `end`. */
export interface HeldRange {
  readonly start: number;
  readonly end: number;
}

/** `bytes 0-99/1000` or `bytes 0-99/*` (RFC 9110 §14.4); `null` for anything else. */
export function parseContentRange(value: string | null): (HeldRange & { readonly total: number | null }) | null {
  const match = /^bytes +(\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(value?.trim() ?? '');
  if (match === null) return null;
  const [start, last] = [Number(match[1]), Number(match[2])];
  const total = match[3] === '*' ? null : Number(match[3]);
  return last < start || (total !== null && last >= total) ? null : { start, end: last + 1, total };
}

/** The entity tag, if it is a strong validator: equal tags mean equal bytes (RFC 9110 §8.8.1). */
export function strongValidator(response: Response): string | null {
  const [tag, ...others] = response.headers.getAll('etag');
  return tag !== undefined && others.length === 0 && /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(tag) ? tag : null;
}

/** The Content-Length; `null` without a valid one. */
export function lengthOf(response: Response): number | null {
  const value = response.headers.get('content-length');
  return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

/** Whether a body is not the bytes of the representation, but a coding of them. */
export function isCoded(response: Response): boolean {
  return !/^(?:identity)?$/i.test(response.headers.get('content-encoding')?.trim() ?? '');
}

/** What a response to a request without a range is, if later requests can ask for parts of it. */
export function divisible(response: Response): Representation | null {
  const validator = strongValidator(response);
  const total = lengthOf(response);
  const refuses = /(?:^|,)[ \t]*none[ \t]*(?:,|$)/i.test(response.headers.get('accept-ranges') ?? '');
  if (validator === null || total === null || total === 0 || refuses || isCoded(response)) return null;
  return { validator, total };
}

/**
 * The bytes that a response to a request for a range holds. The server has the last word on which these are: its
 * Content-Range counts, not what was asked for. `null` unless they are bytes of this very representation, and begin at or
 * before the first one that was asked for.
 */
export function heldRange(response: Response, { validator, total }: Representation, first: number): HeldRange | null {
  if (response.statusCode !== 206 || isCoded(response) || strongValidator(response) !== validator) return null;
  const ranges = response.headers.getAll('content-range');
  const range = ranges.length === 1 ? parseContentRange(ranges[0] as string) : null;
  // Several ranges in one response have no Content-Range, but each part of the body has.
  if (range === null || (range.total ?? total) !== total || range.end > total) return null;
  if (range.start > first || range.end <= first) return null;
  const length = lengthOf(response);
  return length === null || length === range.end - range.start ? range : null;
}
