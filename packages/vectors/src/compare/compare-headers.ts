import type { HeaderLine } from '../cases/case.ts';
import { compareDigest, type DigestContext } from './compare-digest.ts';
import { type Difference, MISSING } from './difference.ts';

/** Rules for comparing headers. */
export interface HeaderRules {
  /** Compare names case-sensitively. */
  readonly exactCase: boolean;
  /** Length of the body that was sent, for `{LEN}`; `null` if unknown. */
  readonly bodyLength: number | null;
  /** Treat every `Content-Length` as `{LEN}`: the body is JSON, which may be formatted differently. */
  readonly anyLength: boolean;
  /** Treat `Content-Length: 0` like no Content-Length: a request without a body that follows a redirect. */
  readonly zeroIsNone: boolean;
  /** The multipart boundary of the body that was sent, to be masked in Content-Type. */
  readonly boundary: string | null;
  readonly digest: DigestContext;
  /** Whether the client is known to add this header. Called for unexpected headers only. */
  readonly mayAdd: (name: string) => boolean;
}

/** Compares headers: how often each name occurs, and its values in order. */
export function compareHeaders(
  where: string,
  lines: { readonly expected: readonly HeaderLine[]; readonly seen: readonly HeaderLine[] },
  rules: HeaderRules,
): Difference[] {
  const expected = byName(lines.expected, rules);
  const seen = byName(lines.seen, rules);
  if (expected.get(key('User-Agent', rules))?.[0] === '{UA}') remove('User-Agent', expected, seen);
  if (expected.get(key('Accept-Encoding', rules))?.[0] === '{AE}') remove('Accept-Encoding', expected, seen);
  remove('Connection', expected, seen);

  const differences: Difference[] = [];
  for (const name of new Set([...expected.keys(), ...seen.keys()])) {
    const want = expected.get(name);
    const have = seen.get(name);
    if (want === undefined && rules.mayAdd(name.toLowerCase())) continue;
    const at = `${where}.${name}`;
    if (want === undefined || have === undefined || want.length !== have.length) {
      differences.push({ where: at, expected: want ?? MISSING, seen: have ?? MISSING });
      continue;
    }
    want.forEach((value, i) => {
      differences.push(...compareValue(at, { name, want: value, have: have[i] as string }, rules));
    });
  }
  return differences;
}

function compareValue(
  where: string,
  { name, want, have }: { name: string; want: string; have: string },
  rules: HeaderRules,
): Difference[] {
  const lower = name.toLowerCase();
  if (lower === 'content-length' && (want === '{LEN}' || rules.anyLength)) {
    return have === String(rules.bodyLength) ? [] : [{ where, expected: `${want} = ${rules.bodyLength}`, seen: have }];
  }
  if (want === have) return [];
  if (lower === 'content-type' && rules.boundary !== null) {
    const masked = have.replace(`boundary=${rules.boundary}`, 'boundary=BOUNDARY');
    return masked === want ? [] : [{ where, expected: want, seen: have }];
  }
  if (lower.endsWith('authorization') && want.startsWith('Digest ') && have.startsWith('Digest ')) {
    return compareDigest(where, { expected: want, seen: have }, rules.digest);
  }
  return [{ where, expected: want, seen: have }];
}

function byName(lines: readonly HeaderLine[], rules: HeaderRules): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const [name, value] of lines) {
    if (rules.zeroIsNone && value === '0' && name.toLowerCase() === 'content-length') continue;
    const values = map.get(key(name, rules));
    if (values === undefined) map.set(key(name, rules), [value]);
    else values.push(value);
  }
  return map;
}

function key(name: string, rules: HeaderRules): string {
  return rules.exactCase ? name : name.toLowerCase();
}

function remove(name: string, ...maps: Map<string, string[]>[]): void {
  for (const map of maps) {
    for (const present of map.keys()) if (present.toLowerCase() === name.toLowerCase()) map.delete(present);
  }
}
