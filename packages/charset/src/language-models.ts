import { ALPHABETS } from './alphabet-models.ts';

/** A model of a language: its letters, and the legacy encodings that it was written in, most common first. */
export interface LanguageModel {
  readonly encodings: readonly string[];
  /** Characters beyond ASCII, in lower case, most frequent first. */
  readonly letters: string;
  /**
   * For each letter a digit in base 36: minus twice the natural logarithm of its relative frequency. Without it, the
   * frequency is taken to fall with the rank.
   */
  readonly costs?: string;
  /** Frequent words of ASCII letters, which tell the language from similar ones. */
  readonly words?: string;
  /**
   * `latin`: the letters are mixed with ASCII letters. `script`: they make up whole words. Others: a Unicode block that all
   * characters which are not listed come from.
   */
  readonly kind: 'latin' | 'script' | 'hanzi' | 'kana' | 'hangul';
}

/** The penalty of each encoding for being rarer on the web than windows-1252, as a natural logarithm. */
export const RARITY: Readonly<Record<string, number>> = {
  'ISO-8859-15': 1,
  MacRoman: 4,
  mac_latin2: 4,
  mac_turkish: 4,
  MacCyrillic: 3,
  MacGreek: 4,
  IBM775: 4,
  IBM850: 4,
  IBM852: 4,
  IBM855: 4,
  IBM857: 4,
  IBM862: 4,
  IBM866: 2,
  CP720: 4,
  CP737: 4,
  CP874: 0.5,
  'Windows-1250': 1,
  'ISO-8859-2': 1.5,
  'Windows-1254': 1.5,
  'ISO-8859-9': 2,
  'Windows-1257': 2,
  'ISO-8859-13': 2.5,
  'ISO-8859-4': 4,
  'ISO-8859-16': 4,
  'ISO-8859-5': 1,
  'ISO-8859-6': 1,
  'ISO-8859-7': 0.5,
  'ISO-8859-8': 0.5,
  'KOI8-R': 0.5,
  'KOI8-U': 1,
  'Windows-1258': 2,
};

/** All models: languages with alphabets, then CJK. */
export const LANGUAGES: readonly LanguageModel[] = [
  ...ALPHABETS,
  {
    kind: 'kana',
    encodings: ['SHIFT_JIS', 'EUC-JP'],
    letters: 'のいにるとしてはをかたなれがりあさっんこまでらすもくきう',
  },
  {
    kind: 'hanzi',
    encodings: ['GB18030'],
    letters:
      '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里' +
      '用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实',
  },
  {
    kind: 'hanzi',
    encodings: ['Big5'],
    letters:
      '的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡' +
      '用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實',
  },
  { kind: 'hangul', encodings: ['EUC-KR'], letters: '이다는을의에가고하지로한은사기도를어인리시자그서정과들해대나라' },
];
