/**
 * The same text in memory of its own. V8 makes `slice` and a regular expression's groups views of the string they were
 * taken from: a name of 20 characters that is kept would keep alive the response header of 200 kB it was read from.
 */
export function copyString(text: string): string {
  // Shorter ones are copied by V8 itself. A concatenation is written out as a new string when it is sliced.
  return text.length < 13 ? text : ` ${text}`.slice(1);
}
