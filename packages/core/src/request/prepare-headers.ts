import { InvalidHeader } from '../errors/errors.ts';
import { checkHeader } from '../headers/field-syntax.ts';
import { HeaderMap, headerEntries } from '../headers/header-map.ts';
import { IndexedHeaders } from '../headers/indexed-headers.ts';
import type { RequestHeaders } from './request.ts';

/** From so many headers on, an index is faster than searching the map for each one. */
const MANY = 64;

/**
 * The session's headers with those of the request (Requests' `merge_setting`): a header of the same name keeps the
 * session's position and takes the request's spelling and value, `null` removes it, new ones are appended. Without a
 * session `null` is an error.
 * @throws InvalidHeader
 */
export function mergeHeaders(session: HeaderMap | null, own: RequestHeaders | null | undefined): HeaderMap {
  const merged = session === null ? new HeaderMap() : session.copy();
  if (own === null || own === undefined) return merged;
  const seen = own instanceof HeaderMap ? new Set<string>() : null;
  let lines: HeaderMap | IndexedHeaders = merged;
  let count = 0;
  for (const [name, value] of headerEntries(own)) {
    if (++count === MANY) lines = new IndexedHeaders(merged.toFlat());
    if (value === null || value === undefined) {
      if (session === null)
        throw new InvalidHeader(`The value of header ${JSON.stringify(name)} must be a string, not ${value}.`);
      lines.delete(name);
      continue;
    }
    checkHeader(name, value);
    // A HeaderMap may repeat a name on purpose; in any other form the last one wins, as in a dict.
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
