import { availableCodings } from '#inflate';
import { ContentDecodingError } from '../errors/errors.ts';
import type { HeaderMap } from '../headers/header-map.ts';

/** As urllib3: more in a row are an attack. */
const MAX_CODINGS = 5;

let supported: readonly string[] | null = null;

/** The content codings that this platform decodes, in the order of Requests' Accept-Encoding. */
export function supportedCodings(): string[] {
  supported ??= availableCodings();
  return supported.slice();
}

/**
 * The codings to decode, outermost first (RFC 9110 §8.4). An unknown coding, and all inside it, are left as they are, as in
 * Requests.
 * @throws ContentDecodingError for more than five
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
