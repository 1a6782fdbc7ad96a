import { memoizeLast } from '../lang/memoize-last.ts';

/** How a response's text is encoded, by its Content-Type. */
export interface TextEncoding {
  /** The encoding for `text`; `null` when it has to be detected. */
  readonly encoding: string | null;
  /** The `charset` parameter as written; `null` when it is missing or ignored. */
  readonly charset: string | null;
  /** True if `encoding` is the ISO-8859-1 that Requests assumes for text without a charset. */
  readonly assumed: boolean;
  /** True for `text/event-stream`: UTF-8, which may begin with a byte order mark. */
  readonly eventStream: boolean;
}

const NOTHING: TextEncoding = { encoding: null, charset: null, assumed: false, eventStream: false };

/** As `encodingFromHeaders`, with what it is derived from. */
export function textEncoding(contentType: string | null): TextEncoding {
  return contentType === null ? NOTHING : parseLast(contentType);
}

/**
 * The encoding that a Content-Type header implies, as `requests.utils.get_encoding_from_headers`: the last `charset`
 * parameter without quotes, as written, even if unknown or empty; else `ISO-8859-1` for a type that contains `text`
 * (RFC 2616 §3.7.1), `utf-8` for `application/json`; else `null`. The type is case-sensitive, the parameter's name is not.
 * `text/event-stream` is always `utf-8` (HTML §9.2.6).
 */
export function encodingFromHeaders(contentType: string | null): string | null {
  return textEncoding(contentType).encoding;
}

const parseLast = memoizeLast(parse, 200);

function parse(contentType: string): TextEncoding {
  if (contentType === '') return NOTHING;
  const semicolon = contentType.indexOf(';');
  const type = semicolon < 0 ? contentType : contentType.slice(0, semicolon);
  if (EVENT_STREAM.test(type)) return { encoding: 'utf-8', charset: null, assumed: false, eventStream: true };
  const charset = semicolon < 0 ? null : lastCharset(contentType, semicolon);
  if (charset !== null) return { encoding: charset, charset, assumed: false, eventStream: false };
  const assumed = type.includes('text');
  const encoding = assumed ? 'ISO-8859-1' : type.includes('application/json') ? 'utf-8' : null;
  return { encoding, charset, assumed, eventStream: false };
}

const EVENT_STREAM = /^[ \t]*text\/event-stream[ \t]*$/i;

function lastCharset(header: string, firstSemicolon: number): string | null {
  let found: string | null = null;
  for (const parameter of header.slice(firstSemicolon + 1).split(';')) {
    const equals = parameter.indexOf('=');
    if (equals >= 0 && stripQuotes(parameter.slice(0, equals).trim()).toLowerCase() === 'charset')
      found = stripQuotes(parameter.slice(equals + 1).trim());
  }
  return found;
}

/** Without quotes, apostrophes and spaces at either end. */
function stripQuotes(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isQuote(text.charCodeAt(start))) start++;
  while (end > start && isQuote(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isQuote = (code: number): boolean => code === 0x22 || code === 0x27 || code === 0x20;
