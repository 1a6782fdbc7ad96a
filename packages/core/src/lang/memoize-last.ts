/**
 * A function of a string that remembers its last call: most requests of a session have the URL and the headers of the
 * one before, and comparing them costs less than computing anew. `fn` must be pure; what it throws is not remembered.
 *
 * Strings of more than `maxLength` characters are not kept, so that a rare long one does not stay in memory.
 */
export function memoizeLast<Result>(fn: (text: string) => Result, maxLength = 8192): (text: string) => Result {
  let lastText: string | null = null;
  let lastResult: Result;
  return (text) => {
    if (text === lastText) return lastResult;
    const result = fn(text);
    if (text.length <= maxLength) {
      lastResult = result;
      lastText = text;
    }
    return result;
  };
}

/**
 * As `memoizeLast`, for a function of a list of strings, which is compared item by item. The caller may change the list
 * afterwards: a copy is kept. `maxLength`: of all items together.
 */
export function memoizeLastList<Result>(
  fn: (list: readonly string[]) => Result,
  maxLength = 16_384,
): (list: readonly string[]) => Result {
  let lastList: readonly string[] | null = null;
  let lastResult: Result;
  return (list) => {
    if (lastList !== null && isEqual(list, lastList)) return lastResult;
    const result = fn(list);
    if (totalLength(list) <= maxLength) {
      lastResult = result;
      lastList = list.slice();
    }
    return result;
  };
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function totalLength(list: readonly string[]): number {
  let length = 0;
  for (const text of list) length += text.length;
  return length;
}
