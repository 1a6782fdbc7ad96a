/**
 * The same text in memory of its own. V8 implements `slice` and the groups of a regular expression as views of the string
 * they come from: storing a name of 20 characters would keep alive the response header of 200 kB it was read from.
 */
export function copyString(text: string): string {
  // Below 13 characters V8 copies by itself. A concatenation is written out as a new string when it is sliced.
  return text.length < 13 ? text : ` ${text}`.slice(1);
}
