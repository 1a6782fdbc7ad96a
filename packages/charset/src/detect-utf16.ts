import { findCodec } from './find-codec.ts';

/** More than this is not looked at. */
const SAMPLE = 4 * 1024;

/** Control characters but white space, private, unassigned and lone halves of characters. */
const NO_TEXT = /[\0-\x08\x0e-\x1f\x7f-\x9f]|[\p{Co}\p{Cn}\p{Cs}\ufffd]/u;

/**
 * UTF-16 without a mark in languages that have few NULs in it: control characters come only as halves of other
 * characters there, and there are fewer kinds of high bytes than of low ones. `null` for anything else, such as text
 * whose records are separated by control characters.
 */
export function detectUtf16(bytes: Uint8Array): string | null {
  if (bytes.length % 2 === 1 || bytes.length < 4) return null;
  const sample = bytes.subarray(0, SAMPLE);
  const controls = share(sample, isForeign);
  if (controls < 0.02) return null;
  const [even, odd] = kinds(sample);
  if (even === odd) return null;
  const low = sample.filter((_, at) => (at & 1) === (even < odd ? 1 : 0));
  // An alphabet's high byte is such a control character; where there are few, low bytes are any, and not ASCII.
  if (controls < 0.25 && share(low, isPrintable) > 0.6) return null;
  const encoding = even < odd ? 'UTF-16BE' : 'UTF-16LE';
  const text = findCodec(encoding)?.decoder().write(sample) ?? '';
  return text === '' || NO_TEXT.test(text) ? null : encoding;
}

const isForeign = (byte: number): boolean => byte < 0x07 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b);
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

function share(bytes: Uint8Array, test: (byte: number) => boolean): number {
  let found = 0;
  for (const byte of bytes) if (test(byte)) found++;
  return found / bytes.length;
}

/** How many different bytes there are in the even and the odd places. */
function kinds(sample: Uint8Array): [number, number] {
  const seen = new Uint8Array(512);
  for (let at = 0; at < sample.length; at++) seen[((at & 1) << 8) | (sample[at] as number)] = 1;
  const count = (from: number): number => seen.subarray(from, from + 256).reduce((sum, one) => sum + one, 0);
  return [count(0), count(256)];
}
