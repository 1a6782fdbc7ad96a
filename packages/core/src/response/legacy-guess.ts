import { findTextCodec } from '../codecs/text-codec.ts';
import { LANGUAGES, type LanguageModel, RARITY } from './language-models.ts';

/** More than this is not looked at: it tells nothing new. */
const SAMPLE = 4 * 1024;

/** Natural logarithms of how likely a character is. */
const PUNCTUATION = -6;
const OTHER_LETTER = -9;
const STRANGER = -14;
/** A word that mixes two scripts, or a capital after a small letter. */
const MIXED = -5;
const CAPITAL = -2;

const COMMON_SIGNS = new Set('“”„‘’‚–—…«»•·©®™°§€£\u00a0№¡¿、。「」『』（），．：；？！・ー～《》');

/**
 * The legacy encoding that bytes beyond ASCII most likely stand in: of every encoding in which they are valid, the one
 * whose text is the likeliest of its languages'. `null` when they are valid in none.
 */
export function guessLegacy(bytes: Uint8Array): string | null {
  // From the character before the first one beyond ASCII: a page may begin with kilobytes of markup.
  const first = Math.max(0, bytes.findIndex((byte) => byte > 0x7f) - 1);
  const sample = bytes.subarray(first, first + SAMPLE);
  const profiles = new Map<string, Profile | null>();
  let best: string | null = null;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const model of LANGUAGES) {
    const ranks = ranksOf(model);
    for (const encoding of model.encodings) {
      let profile = profiles.get(encoding);
      if (profile === undefined) {
        const text = validText(sample, encoding);
        profile = text === null ? null : profileOf(text);
        profiles.set(encoding, profile);
      }
      if (profile === null) continue;
      const score = likelihood(profile, model.kind, ranks) - (RARITY[encoding] ?? 0);
      if (score > bestScore) {
        best = encoding;
        bestScore = score;
      }
    }
  }
  return best;
}

/** `null` when there are bad bytes; a character that the end of the sample cuts off is none. */
function validText(sample: Uint8Array, encoding: string): string | null {
  const codec = findTextCodec(encoding);
  if (codec === null) return null;
  const text = sample.length < SAMPLE ? codec.decode(sample) : codec.decoder().write(sample);
  return text.includes('\ufffd') ? null : text;
}

const cache = new Map<LanguageModel, ReadonlyMap<string, number>>();

/** The logarithm of each letter's frequency, which falls with its rank. */
function ranksOf(model: LanguageModel): ReadonlyMap<string, number> {
  let ranks = cache.get(model);
  if (ranks === undefined) {
    const letters = [...model.letters];
    const weights = letters.map((_, rank) => 1 / (rank + 3));
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

/** How often each character beyond ASCII comes after what kind of character: key `kind + character`. */
type Profile = ReadonlyMap<string, number>;

function profileOf(text: string): Profile {
  const profile = new Map<string, number>();
  let previous = '';
  for (const character of text) {
    if (character >= '\x80') {
      const key = kindOf(previous) + character;
      profile.set(key, (profile.get(key) ?? 0) + 1);
    }
    previous = character;
  }
  return profile;
}

/** `a`: small and ASCII, `A`: other ASCII letters, `s`: small and beyond ASCII, `-`: the rest. */
function kindOf(character: string): string {
  if (character >= 'a' && character <= 'z') return 'a';
  if (character >= 'A' && character <= 'Z') return 'A';
  return character >= '\x80' && character !== character.toUpperCase() ? 's' : '-';
}

function likelihood(profile: Profile, kind: LanguageModel['kind'], ranks: ReadonlyMap<string, number>): number {
  let score = 0;
  for (const [key, count] of profile) score += count * likelihoodOf(key.slice(1), key.charAt(0), { kind, ranks });
  return score;
}

interface Known {
  readonly kind: LanguageModel['kind'];
  readonly ranks: ReadonlyMap<string, number>;
}

function likelihoodOf(character: string, previous: string, { kind, ranks }: Known): number {
  const small = character.toLowerCase();
  const rank = ranks.get(small);
  if (rank === undefined) {
    if (COMMON_SIGNS.has(character)) return PUNCTUATION;
    return inBlock(character.codePointAt(0) ?? 0, kind) ?? (/\p{L}/u.test(character) ? OTHER_LETTER : STRANGER);
  }
  let score = rank;
  if (small !== character) {
    score += CAPITAL;
    if (previous === 'a' || previous === 's') score += MIXED;
  }
  if (kind === 'script' && (previous === 'a' || previous === 'A')) score += MIXED;
  return score;
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
      return han ? -9 : null;
    case 'hangul':
      return hangul ? -7.5 : null;
    default:
      return null;
  }
}
