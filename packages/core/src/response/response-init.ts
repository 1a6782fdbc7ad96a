import type { HeadersInit } from '../headers/header-map.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { DecodeLimits } from './decode-content.ts';

/** What a Response can be made of by hand: in a hook, a test, a transport's wrapper. */
export interface ResponseInit {
  readonly statusCode?: number;
  readonly reason?: string;
  readonly url?: string;
  readonly httpVersion?: string;
  readonly headers?: HeadersInit;
  /** Undecoded when the headers say Content-Encoding. Text is UTF-8. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array> | null;
  readonly request?: PreparedRequest | null;
  /** Milliseconds. */
  readonly elapsed?: number;
  /** False when the body comes decoded already. */
  readonly decode?: boolean;
  readonly limits?: DecodeLimits;
}
