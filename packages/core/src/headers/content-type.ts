import { memoizeLast } from '../lang/memoize-last.ts';

/** What a Content-Type header says of how its text is encoded. */
export interface TypeEncoding {
  /** The encoding for `text`; `null`: detected. */
  readonly encoding: string | null;
  /** The `charset` parameter as it is spelled; `null` when there is none, or it does not count. */
  readonly charset: string | null;
  /** `text/event-stream`, whose text is UTF-8 and may begin with a byte order mark. */
  readonly eventStream: boolean;
}

const NOTHING: TypeEncoding = { encoding: null, charset: null, eventStream: false };

/** By the rules of `encodingFromHeaders`, and what they were applied to. */
export function typeEncoding(contentType: string | null): TypeEncoding {
  return contentType === null ? NOTHING : parseLast(contentType);
}

/**
 * The encoding that a Content-Type header tells, by the rule of `requests.utils.get_encoding_from_headers`: the last
 * `charset` parameter with its quotes removed (as it is spelled, known or not, even empty); else `ISO-8859-1` for
 * anything with `text` in its type (RFC 2616 §3.7.1), `utf-8` for `application/json`; else `null`. The type is
 * compared with its case, the parameter's name without. `text/event-stream` is `utf-8` whatever it says (HTML §9.2.6).
 */
export function encodingFromHeaders(contentType: string | null): string | null {
  return typeEncoding(contentType).encoding;
}

const parseLast = memoizeLast(parse, 200);

function parse(contentType: string): TypeEncoding {
  if (contentType === '') return NOTHING;
  const semicolon = contentType.indexOf(';');
  const type = semicolon < 0 ? contentType : contentType.slice(0, semicolon);
  if (EVENT_STREAM.test(type)) return { encoding: 'utf-8', charset: null, eventStream: true };
  const charset = semicolon < 0 ? null : lastCharset(contentType, semicolon);
  return { encoding: charset ?? defaultEncoding(type), charset, eventStream: false };
}

const EVENT_STREAM = /^[ \t]*text\/event-stream[ \t]*$/i;

function defaultEncoding(type: string): string | null {
  if (type.includes('text')) return 'ISO-8859-1';
  return type.includes('application/json') ? 'utf-8' : null;
}

function lastCharset(header: string, firstSemicolon: number): string | null {
  let found: string | null = null;
  for (const parameter of header.slice(firstSemicolon + 1).split(';')) {
    const equals = parameter.indexOf('=');
    if (equals >= 0 && stripQuotes(parameter.slice(0, equals).trim()).toLowerCase() === 'charset')
      found = stripQuotes(parameter.slice(equals + 1).trim());
  }
  return found;
}

/** Without quotes, apostrophes and spaces at both ends. */
function stripQuotes(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isQuote(text.charCodeAt(start))) start++;
  while (end > start && isQuote(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isQuote = (code: number): boolean => code === 0x22 || code === 0x27 || code === 0x20;
