import { InvalidHeader } from '../errors/errors.ts';
import { checkHeader } from '../headers/field-syntax.ts';
import { HeaderMap, headerEntries } from '../headers/header-map.ts';
import { IndexedHeaders } from '../headers/indexed-headers.ts';
import type { RequestHeaders } from './request.ts';

/** So many are gone through for each one that is set. */
const FEW = 64;

/**
 * The session's headers with the request's in their place: the request's spelling and value at the session's position,
 * new ones at the end, `null` removes (Requests' `merge_setting`). Without a session `null` is no value.
 * @throws InvalidHeader
 */
export function mergeHeaders(session: HeaderMap | null, own: RequestHeaders | null | undefined): HeaderMap {
  const merged = session === null ? new HeaderMap() : session.copy();
  if (own === null || own === undefined) return merged;
  const seen = own instanceof HeaderMap ? new Set<string>() : null;
  let lines: HeaderMap | IndexedHeaders = merged;
  let count = 0;
  for (const [name, value] of headerEntries(own)) {
    if (++count === FEW) lines = new IndexedHeaders(merged.toFlat());
    if (value === null || value === undefined) {
      if (session === null)
        throw new InvalidHeader(`The value of header ${JSON.stringify(name)} must be a string, not ${value}.`);
      lines.delete(name);
      continue;
    }
    checkHeader(name, value);
    // A HeaderMap may repeat a field on purpose; of other forms the last one wins, as in a dict.
    const key = name.toLowerCase();
    if (seen?.has(key)) lines.append(name, value as string);
    else lines.set(name, value as string);
    seen?.add(key);
  }
  if (lines === merged) return merged;
  const map = HeaderMap.fromFlat(lines.toFlat() as string[]);
  map.sensitive = merged.sensitive;
  return map;
}
