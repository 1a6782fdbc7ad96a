import { decodeEach, type PairFamily } from '#tables';
import { gb18030Four, jisX0212 } from './multibyte-sequences.ts';

/** A character of more than two bytes, or outside the BMP. */
export interface MultibyteCharacter {
  readonly text: string;
  readonly length: number;
}

/** Tries to read one where there is no pair; `'incomplete'`: more bytes are needed. */
export type MultibyteRule = (bytes: Uint8Array, at: number) => MultibyteCharacter | 'incomplete' | null;

/** The tables of a double-byte encoding. */
export interface DoubleByteRules {
  /** UTF-16 code units by single byte; 0: none. */
  readonly single: Uint16Array;
  /** UTF-16 code units by lead and trail byte; 0: none. */
  readonly pairs: Uint16Array;
  readonly multibyte: MultibyteRule | null;
}

/** How Python's encoding differs from the later superset that iconv-lite or `TextDecoder` decodes. */
interface Definition {
  readonly family: PairFamily;
  /** The ranges of lead and trail bytes: first lead, last lead, first trail, last trail. */
  readonly range: readonly [number, number, number, number];
  /** False: pairs that the family maps to private use characters do not exist. */
  readonly private?: boolean;
  /** Pairs that do not exist in Python, such as `a2a1-a2aa a2e3`. */
  readonly without?: string;
  /** Pairs with other characters in Python: `a1a4=30fb`, or runs of consecutive pairs: `f941=e69d+187,3005`. */
  readonly instead?: string;
  readonly single?: 'katakana' | 'cp932';
  readonly multibyte?: MultibyteRule;
}

/** ETEN's extension of Big5. */
const ETEN = 'c6a1=30fe,309d+2,3005,3041+83,30a1+86,414+2,401,416+7,423+19,451,436+26,2460+10,2474+10';
const BIG5_MARKS =
  'a145=2022 a14e=ff64 a1c2=203e a1e3=223c a1f2=2641 a1f3=2609 a241=ff0f a242=ff3c a244=a5 a246=a2 a247=a3';
const JIS_MARKS = '8160=301c 8161=2016 817c=2212 8191=a2 8192=a3 81ca=ac';
const EUC_JP: Definition = {
  family: 'eucjp',
  range: [0xa1, 0xfe, 0xa1, 0xfe],
  without: 'ada1-adbe adc0-add6 addf-adfc f9a1-f9fe faa1-fafe fba1-fbfe fca1-fcee fcf1-fcfe',
  instead: 'a1c1=301c a1c2=2016 a1dd=2212 a1f1=a2 a1f2=a3 a2cc=ac 8ea1=ff61+63',
  multibyte: jisX0212,
};
const CP932: Definition = {
  family: 'cp932',
  range: [0x81, 0xfc, 0x40, 0xfc],
  private: true,
  instead: 'f941=e69d+187',
  single: 'cp932',
};

const DEFINITIONS: Readonly<Record<string, Definition>> = {
  gb2312: {
    family: 'gbk',
    range: [0xa1, 0xf7, 0xa1, 0xfe],
    without: 'a2a1-a2aa a2e3 a6e0-a6eb a6ee-a6f2 a6f4-a6f5 a8bb-a8c0',
    instead: 'a1a4=30fb a1aa=2015',
  },
  gbk: {
    family: 'gbk',
    range: [0x81, 0xfe, 0x40, 0xfe],
    without:
      'a2e3 a3a0 a8bc a8bf a989-a995 fe50 fe54-fe58 fe5a-fe60 fe62-fe65 fe68-fe6b fe6e-fe75 fe77-fe7d fe80-fe8f fe92-fe9f',
  },
  gb18030: {
    family: 'gb18030',
    range: [0x81, 0xfe, 0x40, 0xfe],
    private: true,
    instead: 'a3a0=e5e5 a8bc=e7c7',
    multibyte: gb18030Four,
  },
  big5: {
    family: 'cp950',
    range: [0xa1, 0xf9, 0x40, 0xfe],
    without: 'a3e1 f9d6-f9fe',
    instead: `${BIG5_MARKS} ${ETEN}`,
  },
  cp950: { family: 'cp950', range: [0x81, 0xfe, 0x40, 0xfe], private: true, instead: ETEN },
  big5hkscs: {
    family: 'big5hkscs',
    range: [0x81, 0xfe, 0x40, 0xfe],
    without:
      '877a-877e 87a1-87df 8e69 8e6f 8e7e 8eab 8eb4 8ecd 8ed0 8f57 8f69 8f6e 8fcb-8fcc 8ffe 906d 907a 90dc 90f1 91bf ' +
      '9244 92af-92b2 92c8 92d1 9447 94ca 95d9 9644 96ed 96fc 9b76 9b78 9b7b 9bc6 9bde 9bec 9bf6 9c42 9c53 9c62 9c68 ' +
      '9c6b 9c77 9cbc-9cbd 9cd0 9d57 9d5a 9dc4 9ea9 9eef 9efd 9f60 9f66 9fcb 9fd8 a063 a077 a0d5 a0df a0e4 a3c0-a3e1 ' +
      'c6cf c6d3 c6d5 c6d7 c6de-c6df fa5f fa66 fabd fac5 fad5 fb48 fbb8 fbf3 fbf9 fc4f fc6c fcb9 fce2 fcf1 fdb7-fdb8 fdbb fdf1 ' +
      'fe52 fe6f feaa fedd',
    instead: BIG5_MARKS,
  },
  euc_kr: { family: 'cp949', range: [0xa1, 0xfe, 0xa1, 0xfe], without: 'a4d4' },
  cp949: { family: 'cp949', range: [0x81, 0xfe, 0x41, 0xfe], private: true },
  shift_jis: {
    family: 'cp932',
    range: [0x81, 0xea, 0x40, 0xfc],
    without: '8740-875d 875f-8775 877e 8780-879c',
    instead: JIS_MARKS,
    single: 'katakana',
  },
  cp932: CP932,
  euc_jp: EUC_JP,
  // There is no table of JIS X 0213: these are decoded as the encodings that it extends.
  euc_jis_2004: EUC_JP,
  euc_jisx0213: EUC_JP,
  shift_jis_2004: CP932,
  shift_jisx0213: CP932,
};

const cache = new Map<Definition, DoubleByteRules>();

/** The rules of an encoding, by Python's name; `null` if it is not one of these. Tables are built on first use. */
export function rulesOf(name: string): DoubleByteRules | null {
  const definition = Object.hasOwn(DEFINITIONS, name) ? DEFINITIONS[name] : undefined;
  if (definition === undefined) return null;
  let rules = cache.get(definition);
  if (rules === undefined) {
    rules = build(definition);
    cache.set(definition, rules);
  }
  return rules;
}

function build(definition: Definition): DoubleByteRules {
  const pairs = new Uint16Array(0x10000);
  const astral = new Map<number, string>();
  const [firstLead, lastLead, firstTrail, lastTrail] = definition.range;
  const order: number[] = [];
  const lines: number[] = [];
  for (let lead = firstLead; lead <= lastLead; lead++) {
    for (let trail = firstTrail; trail <= lastTrail; trail++) {
      order.push((lead << 8) | trail);
      lines.push(lead, trail, 0x0a);
    }
  }
  const texts = decodeEach(definition.family, Uint8Array.from(lines));
  for (const [i, pair] of order.entries()) {
    const text = texts[i] ?? '';
    const code = text.charCodeAt(0);
    if (text === '' || text.includes('\ufffd')) continue;
    if (code >= 0xe000 && code <= 0xf8ff && definition.private !== true) continue;
    if (text.length === 1) pairs[pair] = code;
    else if (text.charCodeAt(1) !== (pair & 0xff)) astral.set(pair, text);
  }
  for (const range of words(definition.without)) {
    const [first = '', last = first] = range.split('-');
    for (let pair = hex(first); pair <= hex(last); pair++) {
      pairs[pair] = 0;
      astral.delete(pair);
    }
  }
  for (const change of words(definition.instead)) {
    const [pair = '', runs = ''] = change.split('=');
    place(pairs, hex(pair), { runs: runs.split(','), range: definition.range });
  }
  return { single: singles(definition.single), pairs, multibyte: definition.multibyte ?? fromMap(astral) };
}

/** Writes runs of consecutive characters to consecutive pairs. */
function place(
  pairs: Uint16Array,
  first: number,
  { runs, range }: { readonly runs: readonly string[]; readonly range: Definition['range'] },
): void {
  let pair = first;
  for (const run of runs) {
    const [code = '', count = '1'] = run.split('+');
    for (let i = 0; i < Number(count); i++) {
      pairs[pair] = hex(code) + i;
      pair = after(pair, range);
    }
  }
}

/** The next pair in the order of the encoding: 7F is not a trail byte, and in Big5 neither are 80 to A0. */
function after(pair: number, [, , firstTrail, lastTrail]: Definition['range']): number {
  const trail = pair & 0xff;
  if (trail === lastTrail) return (pair & 0xff00) + 0x100 + firstTrail;
  if (trail === 0x7e) return pair + (lastTrail === 0xfc ? 2 : 0xa1 - 0x7e);
  return pair + 1;
}

function fromMap(map: ReadonlyMap<number, string>): MultibyteRule | null {
  if (map.size === 0) return null;
  return (bytes, at) => {
    const text = map.get(((bytes[at] as number) << 8) | (bytes[at + 1] as number));
    return text === undefined ? null : { text, length: 2 };
  };
}

function singles(kind: Definition['single']): Uint16Array {
  const single = new Uint16Array(0x100);
  if (kind === undefined) return single;
  for (let byte = 0xa1; byte <= 0xdf; byte++) single[byte] = 0xff61 + byte - 0xa1;
  if (kind === 'cp932') {
    single[0x80] = 0x80;
    single[0xa0] = 0xf8f0;
    for (let byte = 0xfd; byte <= 0xff; byte++) single[byte] = 0xf8f1 + byte - 0xfd;
  }
  return single;
}

const words = (text: string | undefined): string[] => (text === undefined ? [] : text.split(' '));
const hex = (text: string): number => Number.parseInt(text, 16);
