/**
 * A codec's name as Python compares it (`encodings.normalize_encoding`): lower case, and each run of other characters
 * than letters and digits as one underscore, none at the ends.
 */
export function normalizeName(name: string): string {
  if (/^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(name)) return name;
  // Some of Python's aliases hold a dot, which stands for itself there and is looked up as an underscore too.
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}
