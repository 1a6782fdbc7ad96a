import { findCodec } from './find-codec.ts';

/** The number of bytes to look at. */
const SAMPLE_SIZE = 4 * 1024;

/** Characters that text does not have: control characters except white space, private, unassigned and surrogate ones. */
const NOT_TEXT = /[\0-\x08\x0e-\x1f\x7f-\x9f]|[\p{Co}\p{Cn}\p{Cs}\ufffd]/u;

/**
 * Detects UTF-16 without a byte order mark in languages with few NULs: it has many bytes that would be control characters,
 * and fewer distinct high bytes than low ones. `null` for anything else, including text with control characters as
 * separators.
 */
export function detectUtf16(bytes: Uint8Array): string | null {
  if (bytes.length % 2 === 1 || bytes.length < 4) return null;
  const sample = bytes.subarray(0, SAMPLE_SIZE);
  const controls = share(sample, isControl);
  if (controls < 0.02) return null;
  const [even, odd] = distinctBytes(sample);
  if (even === odd) return null;
  const low = sample.filter((_, at) => (at & 1) === (even < odd ? 1 : 0));
  // In an alphabetic script nearly every high byte is a control character. With fewer, the low bytes must not look like ASCII.
  if (controls < 0.25 && share(low, isPrintable) > 0.6) return null;
  const encoding = even < odd ? 'UTF-16BE' : 'UTF-16LE';
  const text = findCodec(encoding)?.decoder().write(sample) ?? '';
  return text === '' || NOT_TEXT.test(text) ? null : encoding;
}

const isControl = (byte: number): boolean => byte < 0x07 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b);
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

function share(bytes: Uint8Array, test: (byte: number) => boolean): number {
  let found = 0;
  for (const byte of bytes) if (test(byte)) found++;
  return found / bytes.length;
}

/** The number of distinct bytes at even and at odd positions. */
function distinctBytes(sample: Uint8Array): [number, number] {
  const seen = new Uint8Array(512);
  for (let at = 0; at < sample.length; at++) seen[((at & 1) << 8) | (sample[at] as number)] = 1;
  const count = (from: number): number => seen.subarray(from, from + 256).reduce((sum, one) => sum + one, 0);
  return [count(0), count(256)];
}
