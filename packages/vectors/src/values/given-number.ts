/** `$number`: a number that JSON has not, or an integer beyond a double, which is a bigint here. */
export function givenNumber(text: string): number | bigint {
  if (text === 'NaN') return Number.NaN;
  if (text === 'Infinity') return Number.POSITIVE_INFINITY;
  if (text === '-Infinity') return Number.NEGATIVE_INFINITY;
  return BigInt(text);
}
