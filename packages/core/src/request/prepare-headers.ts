import { InvalidHeader } from '../errors/errors.ts';
import { HeaderMap, headerEntries } from '../headers/header-map.ts';
import { checkHeader } from '../headers/validate.ts';
import type { RequestHeaders } from './request.ts';

/**
 * The session's headers with the request's in their place: the request's spelling and value at the session's position,
 * new ones at the end, `null` removes (Requests' `merge_setting`). Without a session `null` is no value.
 * @throws InvalidHeader
 */
export function mergeHeaders(session: HeaderMap | null, own: RequestHeaders | null | undefined): HeaderMap {
  const merged = session === null ? new HeaderMap() : session.copy();
  if (own === null || own === undefined) return merged;
  const seen = own instanceof HeaderMap ? new Set<string>() : null;
  for (const [name, value] of headerEntries(own)) {
    if (value === null || value === undefined) {
      if (session === null)
        throw new InvalidHeader(`The value of header ${JSON.stringify(name)} must be a string, not ${value}.`);
      merged.delete(name);
      continue;
    }
    checkHeader(name, value);
    // A HeaderMap may repeat a field on purpose; of other forms the last one wins, as in a dict.
    const key = name.toLowerCase();
    if (seen?.has(key)) merged.append(name, value as string);
    else merged.set(name, value as string);
    seen?.add(key);
  }
  return merged;
}
