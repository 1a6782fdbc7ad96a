import loadIconv from './load-iconv.cjs';
import { EBCDIC, EBCDIC_CONTROLS, UPPER_HALVES } from './single-byte-tables.node.ts';

let library: ReturnType<typeof loadIconv> | null = null;

/** Loaded on first use: its tables are large. */
function iconv(): ReturnType<typeof loadIconv> {
  library ??= loadIconv();
  return library;
}

/** Python's names that iconv-lite does not know. */
const ICONV_NAMES: Readonly<Record<string, string>> = { ptcp154: 'pt154' };

/**
 * The 256 characters of a single-byte encoding, by Python's name, with U+FFFD for undefined bytes; `null` if there is no such
 * encoding.
 */
export function singleByteTable(name: string): string | null {
  const upper = UPPER_HALVES[name];
  if (upper !== undefined) return range(0, 0x80) + upper;
  const ebcdic = EBCDIC[name];
  if (ebcdic !== undefined) return EBCDIC_CONTROLS + ebcdic;
  if (!SINGLE_BYTE.test(name)) return null;
  const table = iconv().decode(Buffer.from(range(0, 0x100), 'latin1'), ICONV_NAMES[name] ?? name, {
    stripBOM: false,
  });
  // Python has another version of these two.
  if (name === 'cp1255') return `${table.slice(0, 0xca)}\ufffd${table.slice(0xcb)}`;
  if (name === 'tis_620') return range(0, 0xa0) + table.slice(0xa0);
  return table;
}

const SINGLE_BYTE = /^(?:iso8859_|cp125|koi8_|cp(?:437|720|737|775|85\d|86\d|874|1125)$|hp_roman8$|ptcp154$|tis_620$)/;

const range = (from: number, to: number): string =>
  String.fromCharCode(...Array.from({ length: to - from }, (_, i) => from + i));

/** The double-byte encodings that the tables of all others are derived from. */
export type PairFamily = 'big5hkscs' | 'cp949' | 'cp950' | 'cp932' | 'eucjp' | 'gbk' | 'gb18030';

/**
 * Decodes many byte sequences in one call. Each is followed by a line feed, which is never part of a character in these
 * encodings.
 */
export function decodeEach(family: PairFamily, lines: Uint8Array): string[] {
  return iconv().decode(lines, family, { stripBOM: false }).split('\n');
}
