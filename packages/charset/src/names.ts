import { ALIASES } from './aliases.ts';

let byAlias: Map<string, string> | null = null;

/** Python's own name (`latin_1`, `utf_8`, `cp1252`) of a text encoding, by any of its names; `null` if it is unknown. */
export function canonicalName(name: string): string | null {
  const known = COMMON.get(name);
  if (known !== undefined) return known;
  byAlias ??= readAliases();
  return byAlias.get(normalizeName(name)) ?? null;
}

/** The most common spellings need a single lookup. */
const COMMON: ReadonlyMap<string, string> = new Map([
  ['utf-8', 'utf_8'],
  ['UTF-8', 'utf_8'],
  ['utf8', 'utf_8'],
  ['ISO-8859-1', 'latin_1'],
  ['iso-8859-1', 'latin_1'],
  ['ascii', 'ascii'],
  ['us-ascii', 'ascii'],
]);

function readAliases(): Map<string, string> {
  const map = new Map<string, string>();
  for (const [canonical, aliases] of Object.entries(ALIASES)) {
    map.set(canonical, canonical);
    for (const alias of aliases.split(' ')) if (alias !== '') map.set(alias, canonical);
  }
  return map;
}

/**
 * A codec's name as Python compares it (`encodings.normalize_encoding`): lower case, each run of other characters than
 * letters and digits as one underscore, and none at the ends.
 */
export function normalizeName(name: string): string {
  if (/^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(name)) return name;
  // Python keeps dots; its own aliases with one are listed with an underscore.
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}
