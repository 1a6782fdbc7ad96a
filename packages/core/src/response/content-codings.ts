import { inflatable } from '#inflate';
import { ContentDecodingError } from '../errors/errors.ts';
import type { HeaderMap } from '../headers/header-map.ts';

/** As urllib3: longer chains are an attack. */
const MAX_CODINGS = 5;

let supported: readonly string[] | null = null;

/** The content codings that can be undone here, in the order Requests asks for them. */
export function supportedCodings(): string[] {
  supported ??= inflatable();
  return supported.slice();
}

/**
 * The codings to undo, outermost first (RFC 9110 §8.4); `[]` when there is nothing to do. An unknown coding cannot be
 * undone, so it and what lies under it stay: the body is passed on as it is, as Requests does.
 * @throws ContentDecodingError for more than five.
 */
export function contentCodings(headers: HeaderMap): string[] {
  const header = headers.get('content-encoding');
  if (header === null || header === '') return [];
  const applied = header
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (applied.length > MAX_CODINGS) {
    throw new ContentDecodingError(`Too many content encodings in the chain: ${applied.length} > ${MAX_CODINGS}`);
  }
  const codings: string[] = [];
  for (const name of applied.reverse()) {
    const coding = name === 'x-gzip' ? 'gzip' : name;
    if (!(supported ?? supportedCodings()).includes(coding)) break;
    codings.push(coding);
  }
  return codings;
}
