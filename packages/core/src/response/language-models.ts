/** What a language is written with, and the legacy encodings it was written in, the likeliest first. */
export interface LanguageModel {
  readonly encodings: readonly string[];
  /** Characters beyond ASCII in lower case, the most frequent first. */
  readonly letters: string;
  /**
   * `latin`: the letters stand among ASCII ones. `script`: they make up whole words. Else a block of Unicode that the
   * rest of the characters come from.
   */
  readonly kind: 'latin' | 'script' | 'hanzi' | 'kana' | 'hangul';
}

/** How much rarer an encoding is on the web than windows-1252: what a short text has to make up for, as a logarithm. */
export const RARITY: Readonly<Record<string, number>> = {
  'ISO-8859-15': 1,
  MacRoman: 8,
  MacCyrillic: 3,
  IBM866: 2,
  'Windows-1250': 1,
  'ISO-8859-2': 1.5,
  'Windows-1254': 1.5,
  'ISO-8859-9': 2,
  'Windows-1257': 2,
  'ISO-8859-13': 2.5,
  'ISO-8859-5': 1,
  'ISO-8859-6': 1,
  'ISO-8859-7': 0.5,
  'ISO-8859-8': 0.5,
  'KOI8-R': 0.5,
  'KOI8-U': 1,
};

const WEST = ['Windows-1252', 'ISO-8859-15', 'MacRoman'];
const CENTRAL = ['Windows-1250', 'ISO-8859-2'];
const BALTIC = ['Windows-1257', 'ISO-8859-13'];
const CYRILLIC = ['Windows-1251', 'KOI8-R', 'ISO-8859-5', 'IBM866', 'MacCyrillic'];

/** Small on purpose: letters in the order of their frequency tell the encodings of a language apart well enough. */
export const LANGUAGES: readonly LanguageModel[] = [
  { kind: 'latin', encodings: WEST, letters: 'éèàêçôîùûâëïœ' },
  { kind: 'latin', encodings: WEST, letters: 'üäöß' },
  { kind: 'latin', encodings: WEST, letters: 'óíáñéú¿¡ü' },
  { kind: 'latin', encodings: WEST, letters: 'ãçáéíóõêâúàô' },
  { kind: 'latin', encodings: WEST, letters: 'èàùòìé' },
  { kind: 'latin', encodings: WEST, letters: 'åäöøæé' },
  { kind: 'latin', encodings: WEST, letters: 'íáðóþéúöýæ' },
  { kind: 'latin', encodings: WEST, letters: 'äöõüé' },
  { kind: 'latin', encodings: CENTRAL, letters: 'łąężśćóńź' },
  { kind: 'latin', encodings: CENTRAL, letters: 'íáěéčřýšžůúóďťňľĺŕôä' },
  { kind: 'latin', encodings: CENTRAL, letters: 'áéöóőüíúű' },
  { kind: 'latin', encodings: CENTRAL, letters: 'ăîşâţ' },
  { kind: 'latin', encodings: CENTRAL, letters: 'čžšćđ' },
  { kind: 'latin', encodings: ['Windows-1254', 'ISO-8859-9'], letters: 'ışüğçöâîû' },
  { kind: 'latin', encodings: BALTIC, letters: 'ėšžįųūčęą' },
  { kind: 'latin', encodings: BALTIC, letters: 'āīšēžūčņļģķ' },
  { kind: 'script', encodings: CYRILLIC, letters: 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё' },
  { kind: 'script', encodings: ['Windows-1251', 'KOI8-U'], letters: 'оаинвіетрслкудмпязьбгчйхжшюєїцщфґ' },
  { kind: 'script', encodings: ['Windows-1251', 'ISO-8859-5'], letters: 'аиоентрсвлкдмпузчябгъхцшжщйфюь' },
  { kind: 'script', encodings: ['Windows-1251', 'ISO-8859-5'], letters: 'аоиентрсјвдукмплзбгчцшхљњжћђфџ' },
  { kind: 'script', encodings: ['Windows-1253', 'ISO-8859-7'], letters: 'αοιετσνηυρπκλμςάίόγδέήωθχφύώβξζψϊ' },
  { kind: 'script', encodings: ['Windows-1255', 'ISO-8859-8'], letters: 'יולאהמרתבנשדקחעפכםגזטסץןצףך' },
  { kind: 'script', encodings: ['Windows-1256', 'ISO-8859-6'], letters: 'اليموتنربةعدفهكسقحجشصأىطخضذءثزإغئظآؤ' },
  { kind: 'script', encodings: ['TIS-620'], letters: 'านรอกเงมยลวดทสตะบคหไแปชจพขใโถผธญณซศษฉฟภ่้ัิีุู์ื็ำๆ' },
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
