import type { Json } from '../cases/case.ts';
import type { JsonObject } from './draft.ts';
import type { Random } from './random.ts';
import { asciiText, text, word } from './words.ts';

/** `params` in any of its forms. */
export function params(random: Random): Json {
  return random.choose<Json>([
    [6, () => fields(random)],
    [2, () => pairs(random)],
    [1, () => asciiText(random).replaceAll('\\', '')],
    [0.5, () => ({ $bytes: Buffer.from(asciiText(random)).toString('base64') })],
    [0.3, () => ({})],
  ]);
}

/** A record. */
export function fields(random: Random): JsonObject {
  return Object.fromEntries(entries(random));
}

/** A list of pairs. */
export function pairs(random: Random): Json {
  return { $pairs: entries(random) };
}

/** At least one has a value: otherwise older versions of Requests send an endless body. */
function entries(random: Random): [string, Json][] {
  const rest = random.list(0, 3, (): [string, Json] => [word(random), fieldValue(random)]);
  return [...rest, [`last${word(random)}`, text(random)]];
}

function fieldValue(random: Random): Json {
  return random.choose<Json>([
    [6, () => text(random)],
    [1, () => random.int(-5, 100_000)],
    [0.5, () => random.pick([0.5, -1.25, 1000.75])],
    [1, () => random.list(0, 3, () => (random.chance(0.1) ? null : text(random)))],
    [0.5, () => null],
  ]);
}
