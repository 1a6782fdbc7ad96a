import type { HeaderMap } from '../headers/header-map.ts';
import type { DecodeLimits } from '../response/decode-content.ts';
import { codedAllowance, ratioAllowance } from '../response/ratio-allowance.ts';

/** How many bytes a transport may hand over, and what is said of more. */
export interface BodyLimit {
  readonly bytes: number;
  readonly message: string;
}

/**
 * The limit of a body as the transport hands it over; `null`: none. A body that core decodes is limited by what it
 * decodes to, and by twice that as it comes: a coding can go on without giving anything. Of one that the client has
 * decoded, the size before is known by its Content-Length alone.
 */
export function bodyLimit(headers: HeaderMap, limits: DecodeLimits, decode: boolean): BodyLimit | null {
  const { maxBodySize, maxRatio } = limits;
  const coded = headers.has('content-encoding');
  const plain = maxBodySize === null ? null : atMost(maxBodySize, maxBodySize);
  if (!coded) return plain;
  if (decode) return maxBodySize === null ? null : atMost(codedAllowance(maxBodySize), maxBodySize);
  const length = headers.get('content-length');
  if (maxRatio === null || length === null) return plain;
  const bytes = ratioAllowance(Number(length), maxRatio);
  if (plain !== null && plain.bytes <= bytes) return plain;
  return {
    bytes,
    message: `The body expands to more than ${maxRatio} times its size: ${length} bytes gave over ${bytes}.`,
  };
}

function atMost(bytes: number, maxBodySize: number): BodyLimit {
  return { bytes, message: `The body is larger than maxBodySize (${maxBodySize} bytes).` };
}
