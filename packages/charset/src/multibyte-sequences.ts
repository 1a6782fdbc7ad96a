import { decodeEach } from '#tables';
import type { MultibyteCharacter, MultibyteRule } from './double-byte-rules.ts';

const LINE_END = 0x0a;
const LAST_BMP = 39_419;
const FIRST_ASTRAL = 189_000;
const LAST_ASTRAL = 1_237_575;

/** The four-byte characters of GB 18030. */
export const gb18030Four: MultibyteRule = (bytes, at) => {
  const second = bytes[at + 1] as number;
  if (second < 0x30 || second > 0x39) return null;
  if (at + 3 >= bytes.length) return 'incomplete';
  const [first = 0, , third = 0, fourth = 0] = bytes.subarray(at, at + 4);
  if (first < 0x81 || third < 0x81 || third > 0xfe || fourth < 0x30 || fourth > 0x39) return null;
  // One character has moved since the edition that Python implements.
  if (first === 0x81 && second === 0x35 && third === 0xf4 && fourth === 0x37) return { text: '\u1e3f', length: 4 };
  const index = (((first - 0x81) * 10 + second - 0x30) * 126 + third - 0x81) * 10 + fourth - 0x30;
  // The standard fills two ranges: the BMP, and the planes above it.
  if (index > LAST_BMP && (index < FIRST_ASTRAL || index > LAST_ASTRAL)) return null;
  const [text = ''] = decodeEach('gb18030', Uint8Array.of(first, second, third, fourth, LINE_END));
  return text === '' || text.includes('\ufffd') ? null : { text, length: 4 };
};

let supplementary: Map<number, string> | null = null;

/** JIS X 0212 in EUC-JP: 8F and two bytes. */
export const jisX0212: MultibyteRule = (bytes, at) => {
  if (bytes[at] !== 0x8f) return null;
  if (at + 2 >= bytes.length) return 'incomplete';
  return jisX0212Pair(((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number), 3);
};

/** The character of JIS X 0212 for a pair of bytes with their high bits set. */
export function jisX0212Pair(pair: number, length: number): MultibyteCharacter | null {
  supplementary ??= readSupplementary();
  const text = supplementary.get(pair);
  return text === undefined ? null : { text, length };
}

function readSupplementary(): Map<number, string> {
  const map = new Map<number, string>();
  const lines: number[] = [];
  for (let lead = 0xa1; lead <= 0xfe; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) lines.push(0x8f, lead, trail, LINE_END);
  }
  for (const [i, text] of decodeEach('eucjp', Uint8Array.from(lines)).entries()) {
    const pair = ((0xa1 + Math.floor(i / 94)) << 8) | (0xa1 + (i % 94));
    if (text.length === 1 && text !== '\ufffd') map.set(pair, text);
  }
  map.set(0xa2b7, '~');
  return map;
}
