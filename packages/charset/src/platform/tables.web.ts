/** Bytes that are undefined in Python but not in the Encoding Standard. */
const THAI = [0xdb, 0xdc, 0xdd, 0xde, 0xfc, 0xfd, 0xfe, 0xff];
const UNDEFINED: Readonly<Record<string, readonly number[]>> = {
  cp1250: [0x81, 0x83, 0x88, 0x90, 0x98],
  cp1251: [0x98],
  cp1252: [0x81, 0x8d, 0x8f, 0x90, 0x9d],
  cp1253: [0x81, 0x88, 0x8a, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x98, 0x9a, 0x9c, 0x9d, 0x9e, 0x9f, 0xaa],
  cp1254: [0x81, 0x8d, 0x8e, 0x8f, 0x90, 0x9d, 0x9e],
  cp1255: [0x81, 0x8a, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x9a, 0x9c, 0x9d, 0x9e, 0x9f, 0xca],
  cp1257: [0x81, 0x83, 0x88, 0x8a, 0x8c, 0x90, 0x98, 0x9a, 0x9c, 0x9f],
  cp874: THAI,
  iso8859_11: THAI,
  tis_620: THAI,
  cp1258: [0x81, 0x8a, 0x8d, 0x8e, 0x8f, 0x90, 0x9a, 0x9d, 0x9e],
};

/** As on Node, for the encodings that `TextDecoder` knows; `null` for others. */
export function singleByteTable(name: string): string | null {
  const label = labelOf(name);
  if (label === null) return null;
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(label);
  } catch {
    return null;
  }
  const characters = [...decoder.decode(Uint8Array.from({ length: 256 }, (_, i) => i))];
  for (const byte of UNDEFINED[name] ?? []) characters[byte] = '\ufffd';
  // The Encoding Standard decodes these as windows-1254 and windows-874.
  if (name === 'iso8859_9' || name === 'tis_620' || name === 'iso8859_11') {
    for (let byte = 0x80; byte < 0xa0; byte++) characters[byte] = String.fromCharCode(byte);
    if (name === 'tis_620') characters[0xa0] = '\ufffd';
  }
  return characters.join('');
}

function labelOf(name: string): string | null {
  if (name.startsWith('iso8859_')) return name === 'iso8859_11' ? 'tis-620' : `iso-8859-${name.slice(8)}`;
  if (name.startsWith('cp125')) return `windows-${name.slice(2)}`;
  switch (name) {
    case 'cp866':
      return 'ibm866';
    case 'cp874':
      return 'windows-874';
    case 'koi8_r':
    case 'koi8_u':
    case 'tis_620':
      return name.replace('_', '-');
    case 'mac_roman':
      return 'macintosh';
    case 'mac_cyrillic':
      return 'x-mac-cyrillic';
    default:
      return null;
  }
}

/** The double-byte encodings that the tables of all others are derived from. */
export type PairFamily = 'big5hkscs' | 'cp949' | 'cp950' | 'cp932' | 'eucjp' | 'gbk' | 'gb18030';

const LABELS: Readonly<Record<PairFamily, string>> = {
  big5hkscs: 'big5',
  cp949: 'euc-kr',
  cp950: 'big5',
  cp932: 'shift_jis',
  eucjp: 'euc-jp',
  gbk: 'gbk',
  gb18030: 'gb18030',
};

/** Decodes many byte sequences in one call. Each is followed by a line feed. */
export function decodeEach(family: PairFamily, lines: Uint8Array): string[] {
  return new TextDecoder(LABELS[family], { ignoreBOM: true }).decode(lines).split('\n');
}
