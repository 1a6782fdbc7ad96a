import { latin1Text } from '#bytes';
import { findCodec } from './find-codec.ts';
import { LANGUAGES, type LanguageModel, RARITY } from './language-models.ts';

/** So many bytes are looked at: more tell nothing new. */
const SAMPLE = 640;
/** They are taken from so many. */
const REACH = 16 * 1024;

/** Natural logarithms of how likely a character is. */
const PUNCTUATION = -6;
const OTHER_LETTER = -9;
const STRANGER = -14;
/** A word that mixes two scripts, or a capital after a small letter. */
const MIXED = -5;
const CAPITAL = -2;

/** What a frequent word of the language adds, and all of them at most. */
const WORD = 1;
const WORDS_AT_MOST = 6;
/** How far from the first byte beyond ASCII words are looked for. */
const BEFORE = 400;
const BEHIND = 1600;

const COMMON_SIGNS = new Set('“”„‘’‚–—…«»•·©®™°§€£\u00a0№¡¿、。「」『』（），．：；？！・ー～《》');

/**
 * The legacy encoding that bytes beyond ASCII most likely stand in: of every encoding in which they are valid, the one
 * whose text is the likeliest of its languages'. `null` when they are valid in none.
 */
export function detectLegacy(bytes: Uint8Array): string | null {
  const first = bytes.findIndex((byte) => byte > 0x7f);
  const sample = dense(bytes, first);
  const words = asciiWords(bytes.subarray(Math.max(0, first - BEFORE), first + BEHIND));
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
 * The bytes beyond ASCII from the first one on, and those beside them, which may be halves of characters: a page may
 * hold kilobytes of markup between them.
 */
function dense(bytes: Uint8Array, first: number): Uint8Array {
  const sample = new Uint8Array(SAMPLE);
  const end = Math.min(bytes.length, first + REACH);
  let size = 0;
  for (let at = Math.max(0, first - 1); at < end && size < SAMPLE; at++) {
    const byte = bytes[at] as number;
    if ((byte | (bytes[at - 1] ?? 0) | (bytes[at + 1] ?? 0)) > 0x7f) sample[size++] = byte;
  }
  return sample.subarray(0, size);
}

/** `null` when there are bad bytes; a character that the end of the sample cuts off is none. */
function validText(sample: Uint8Array, encoding: string): string | null {
  const codec = findCodec(encoding);
  if (codec === null) return null;
  const text = sample.length < SAMPLE ? codec.decode(sample) : codec.decoder().write(sample);
  return text.includes('\ufffd') ? null : text;
}

/** The words of ASCII letters outside of markup; those with other letters are told by these. */
function asciiWords(bytes: Uint8Array): ReadonlySet<string> {
  const text = latin1Text(bytes)
    .replace(/<[^<>]*>/g, ' ')
    .toLowerCase();
  return new Set(text.match(/(?<![a-z\x80-\xff])[a-z]{2,5}(?![a-z\x80-\xff])/g));
}

function wordsOf(model: LanguageModel, words: ReadonlySet<string>): number {
  let found = 0;
  for (const word of (model.words ?? '').split(' ')) if (words.has(word)) found++;
  return Math.min(found * WORD, WORDS_AT_MOST);
}

const cache = new Map<LanguageModel, ReadonlyMap<string, number>>();

/** The logarithm of each letter's frequency, which falls with its rank. */
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

/** How much of a text the listed letters make up. */
const SHARE: Readonly<Record<LanguageModel['kind'], number>> = {
  latin: 0.95,
  script: 0.95,
  kana: 0.5,
  hanzi: 0.4,
  hangul: 0.4,
};

/** A character beyond ASCII after one kind of character, and how often that comes. */
interface Entry {
  readonly small: string;
  readonly code: number;
  /** What the character itself costs where it is none of the language's. */
  readonly strange: number;
  readonly sign: boolean;
  /** What a capital costs here, and what a letter of another script than its neighbour's. */
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
    strange: sign ? PUNCTUATION : /\p{L}/u.test(character) ? OTHER_LETTER : STRANGER,
    capital: small === character ? 0 : CAPITAL + (inWord ? MIXED : 0),
    mixed: previous === 'a' || previous === 'A' ? MIXED : 0,
    count: 0,
  };
}

/** `a`: small and ASCII, `A`: other ASCII letters, `s`: small and beyond ASCII, `-`: the rest. */
function kindOf(character: string): string {
  if (character >= 'a' && character <= 'z') return 'a';
  if (character >= 'A' && character <= 'Z') return 'A';
  return character >= '\x80' && character !== character.toUpperCase() ? 's' : '-';
}

interface Start {
  readonly score: number;
  /** Below this it does not matter any more: the score only falls. */
  readonly least: number;
}

function likelihood(profile: Profile, { kind, ranks }: Known, { score: start, least }: Start): number {
  let score = start;
  for (const entry of profile) {
    const rank = ranks.get(entry.small);
    if (rank !== undefined) score += entry.count * (rank + entry.capital + (kind === 'script' ? entry.mixed : 0));
    else score += entry.count * ((entry.sign ? null : inBlock(entry.code, kind)) ?? entry.strange);
    if (score < least) return Number.NEGATIVE_INFINITY;
  }
  return score;
}

interface Known {
  readonly kind: LanguageModel['kind'];
  readonly ranks: ReadonlyMap<string, number>;
}

/** For the languages of many characters: one that is not listed, but of their block. */
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
