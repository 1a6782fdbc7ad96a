import type { HeadersInit } from '../headers/header-map.ts';
import { isBytes } from '../lang/bytes.ts';
import { checkBoolean, checkFunction, checkNumber } from '../lang/check-option.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { isEmptyOptions } from '../lang/own-properties.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { ResponseFacts } from '../transport/facts.ts';
import type { DecodeLimits } from './decode-content.ts';
import { checkDefaultEncoding, type DefaultEncoding } from './default-encoding.ts';
import type { ParseJson } from './parse-json.ts';

const KIND: OptionsKind = optionsKind(
  'new Response()',
  [
    'statusCode',
    'reason',
    'url',
    'httpVersion',
    'headers',
    'body',
    'request',
    'elapsed',
    'decode',
    'limits',
    'defaultEncoding',
    'parseJson',
    'facts',
  ],
  {
    status: 'statusCode',
    statustext: 'reason',
    content: 'body',
    text: 'body',
    data: 'body',
    json: 'it is a body of JSON, body: JSON.stringify(value)',
    reasonphrase: 'reason',
  },
);
const LIMITS: OptionsKind = optionsKind('limits', ['maxBodySize', 'maxRatio'], { maxdecompressionratio: 'maxRatio' });

/** Marks options that core itself made of a transport's response: they need no check. */
export const CHECKED: unique symbol = Symbol('checked');

/** @throws TypeError for an unknown option, or one of the wrong type */
export function responseOptions(init: ResponseInit | undefined): ResponseInit {
  // The symbol is private to core, so it cannot have been put on `Object.prototype`.
  if (init?.[CHECKED] === true) return init;
  const own = knownOptions(init, KIND);
  if (isEmptyOptions(own)) return own;
  const { statusCode, elapsed, decode, limits, body = null } = own;
  if (statusCode !== undefined && !Number.isInteger(statusCode))
    throw new TypeError('new Response(): statusCode must be a whole number');
  checkNumber('new Response(): elapsed', elapsed, 0);
  checkBoolean('new Response(): decode', decode);
  if (limits !== undefined) knownOptions(limits, LIMITS);
  checkDefaultEncoding(own.defaultEncoding);
  checkFunction('parseJson', own.parseJson);
  if (body !== null && typeof body !== 'string' && !isBytes(body) && !isAsyncIterable(body))
    throw new TypeError('new Response(): body must be text, bytes or an async iterable of bytes');
  return own;
}

function isAsyncIterable(value: unknown): boolean {
  return (
    typeof value === 'object' && typeof (value as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === 'function'
  );
}

/** Options of `new Response()`, for hooks, tests and wrappers of transports. */
export interface ResponseInit {
  /** Default: 200. */
  readonly statusCode?: number;
  /** The reason phrase. Default: none. */
  readonly reason?: string;
  /** Default: that of `request`. */
  readonly url?: string;
  /** Default: `1.1`. */
  readonly httpVersion?: string;
  /** Default: none. */
  readonly headers?: HeadersInit;
  /** To be decoded if the headers have a Content-Encoding. Text is encoded as UTF-8. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array> | null;
  /** The request that it answers. Default: `null`. */
  readonly request?: PreparedRequest | null;
  /** Milliseconds. */
  readonly elapsed?: number;
  /** False if the body is already decoded. */
  readonly decode?: boolean;
  /** How large the body may become. Default: no limits. */
  readonly limits?: DecodeLimits;
  /** What a transport told about the response. */
  readonly facts?: Partial<ResponseFacts> | null;
  /** The encoding of `text/*` without a charset. Default: ISO-8859-1. */
  readonly defaultEncoding?: DefaultEncoding | null;
  /** Parses the text of `json()`. Default: `JSON.parse`. */
  readonly parseJson?: ParseJson | null;
  /** @internal */
  readonly [CHECKED]?: true;
}
