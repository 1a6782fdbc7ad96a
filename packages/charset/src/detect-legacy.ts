import { latin1Text } from '#bytes';
import { findCodec } from './find-codec.ts';
import { LANGUAGES, type LanguageModel, RARITY } from './language-models.ts';

/** The number of bytes to look at: more do not improve the result. */
const SAMPLE_SIZE = 640;
/** The number of bytes to pick them from. */
const SEARCH_SIZE = 16 * 1024;

/** Log-likelihoods of characters that are not among the language's letters. */
const PUNCTUATION = -6;
const OTHER_LETTER = -9;
const NO_LETTER = -14;
/** Penalties: for a letter beside one of another script (or a capital inside a word), and for any capital. */
const MIXED = -5;
const CAPITAL = -2;

/** The bonus for each frequent word of the language that occurs, and its maximum. */
const WORD = 1;
const MAX_WORDS = 6;
/** Words are searched for around the first byte beyond ASCII: this many bytes before and after it. */
const BEFORE = 400;
const AFTER = 1600;

const COMMON_SIGNS = new Set('“”„‘’‚–—…«»•·©®™°§€£\u00a0№¡¿、。「」『』（），．：；？！・ー～《》');

/**
 * The most likely legacy encoding: of all in which the bytes are valid, the one whose text has the highest likelihood in one
 * of its languages. `null` if they are valid in none.
 */
export function detectLegacy(bytes: Uint8Array): string | null {
  const first = bytes.findIndex((byte) => byte > 0x7f);
  const sample = sampleOf(bytes, first);
  const words = asciiWords(bytes.subarray(Math.max(0, first - BEFORE), first + AFTER));
  const profiles = new Map<string, Profile | null>();
  let best: string | null = null;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const model of LANGUAGES) {
    const ranks = ranksOf(model);
    const told = model.words === undefined ? 0 : wordsOf(model, words);
    for (const encoding of model.encodings) {
      let profile = profiles.get(encoding);
      if (profile === undefined) {
        const text = validText(sample, encoding);
        profile = text === null ? null : profileOf(text);
        profiles.set(encoding, profile);
      }
      if (profile === null) continue;
      const start = { score: told - (RARITY[encoding] ?? 0), least: bestScore };
      const score = likelihood(profile, { kind: model.kind, ranks }, start);
      if (score > bestScore) {
        best = encoding;
        bestScore = score;
      }
    }
  }
  return best;
}

/**
 * A sample of the bytes beyond ASCII and their neighbours, which may be parts of the same characters. Skips the rest, since
 * kilobytes of markup may lie in between.
 */
function sampleOf(bytes: Uint8Array, first: number): Uint8Array {
  const sample = new Uint8Array(SAMPLE_SIZE);
  const end = Math.min(bytes.length, first + SEARCH_SIZE);
  let size = 0;
  for (let at = Math.max(0, first - 1); at < end && size < SAMPLE_SIZE; at++) {
    const byte = bytes[at] as number;
    if ((byte | (bytes[at - 1] ?? 0) | (bytes[at + 1] ?? 0)) > 0x7f) sample[size++] = byte;
  }
  return sample.subarray(0, size);
}

/** `null` if bytes are invalid; a character cut off at the end of the sample does not count. */
function validText(sample: Uint8Array, encoding: string): string | null {
  const codec = findCodec(encoding);
  if (codec === null) return null;
  const text = sample.length < SAMPLE_SIZE ? codec.decode(sample) : codec.decoder().write(sample);
  return text.includes('\ufffd') ? null : text;
}

/** The words outside of tags that have only ASCII letters. */
function asciiWords(bytes: Uint8Array): ReadonlySet<string> {
  const text = latin1Text(bytes)
    .replace(/<[^<>]*>/g, ' ')
    .toLowerCase();
  return new Set(text.match(/(?<![a-z\x80-\xff])[a-z]{2,5}(?![a-z\x80-\xff])/g));
}

function wordsOf(model: LanguageModel, words: ReadonlySet<string>): number {
  let found = 0;
  for (const word of (model.words ?? '').split(' ')) if (words.has(word)) found++;
  return Math.min(found * WORD, MAX_WORDS);
}

const cache = new Map<LanguageModel, ReadonlyMap<string, number>>();

/** The log-frequency of each letter. */
function ranksOf(model: LanguageModel): ReadonlyMap<string, number> {
  let ranks = cache.get(model);
  if (ranks === undefined) {
    const letters = [...model.letters];
    const { costs } = model;
    const weights = letters.map((_, rank) =>
      costs === undefined ? 1 / (rank + 3) : Math.exp(-Number.parseInt(costs.charAt(rank), 36) / 2),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0) / SHARE[model.kind];
    ranks = new Map(letters.map((letter, rank) => [letter, Math.log((weights[rank] as number) / total)]));
    cache.set(model, ranks);
  }
  return ranks;
}

/** The share of a text's characters beyond ASCII that a model's letters cover. */
const SHARE: Readonly<Record<LanguageModel['kind'], number>> = {
  latin: 0.95,
  script: 0.95,
  kana: 0.5,
  hanzi: 0.4,
  hangul: 0.4,
};

/** A character beyond ASCII after a certain kind of character, and how often that occurs. */
interface Entry {
  readonly small: string;
  readonly code: number;
  /** The log-likelihood if it is not one of the language's letters. */
  readonly otherwise: number;
  readonly sign: boolean;
  /** The penalty if it is a capital, and if its neighbour is of another script. */
  readonly capital: number;
  readonly mixed: number;
  count: number;
}

type Profile = readonly Entry[];

function profileOf(text: string): Profile {
  const profile = new Map<string, Entry>();
  let previous = '';
  for (const character of text) {
    if (character >= '\x80') {
      const kind = kindOf(previous);
      const key = kind + character;
      let entry = profile.get(key);
      if (entry === undefined) {
        entry = entryOf(character, kind);
        profile.set(key, entry);
      }
      entry.count++;
    }
    previous = character;
  }
  return [...profile.values()];
}

function entryOf(character: string, previous: string): Entry {
  const small = character.toLowerCase();
  const sign = COMMON_SIGNS.has(character);
  const inWord = previous === 'a' || previous === 's';
  return {
    small,
    code: character.codePointAt(0) ?? 0,
    sign,
    otherwise: sign ? PUNCTUATION : /\p{L}/u.test(character) ? OTHER_LETTER : NO_LETTER,
    capital: small === character ? 0 : CAPITAL + (inWord ? MIXED : 0),
    mixed: previous === 'a' || previous === 'A' ? MIXED : 0,
    count: 0,
  };
}

/** `a`: lower-case ASCII letter, `A`: upper-case ASCII letter, `s`: lower-case letter beyond ASCII, `-`: anything else. */
function kindOf(character: string): string {
  if (character >= 'a' && character <= 'z') return 'a';
  if (character >= 'A' && character <= 'Z') return 'A';
  return character >= '\x80' && character !== character.toUpperCase() ? 's' : '-';
}

interface Start {
  readonly score: number;
  /** Stop below this: the score can only fall. */
  readonly least: number;
}

function likelihood(profile: Profile, { kind, ranks }: Known, { score: start, least }: Start): number {
  let score = start;
  for (const entry of profile) {
    const rank = ranks.get(entry.small);
    if (rank !== undefined) score += entry.count * (rank + entry.capital + (kind === 'script' ? entry.mixed : 0));
    else score += entry.count * ((entry.sign ? null : inBlock(entry.code, kind)) ?? entry.otherwise);
    if (score < least) return Number.NEGATIVE_INFINITY;
  }
  return score;
}

interface Known {
  readonly kind: LanguageModel['kind'];
  readonly ranks: ReadonlyMap<string, number>;
}

/** The log-likelihood of a character that is not listed but in a Unicode block of the language (CJK only). */
function inBlock(code: number, kind: LanguageModel['kind']): number | null {
  const kana = code >= 0x3040 && code <= 0x30ff;
  const han = code >= 0x4e00 && code <= 0x9fff;
  const hangul = code >= 0xac00 && code <= 0xd7a3;
  switch (kind) {
    case 'kana':
      return kana ? -6 : han ? -9 : null;
    case 'hanzi':
      return han ? -8.5 : null;
    case 'hangul':
      return hangul ? -7.5 : han ? -11 : null;
    default:
      return null;
  }
}
