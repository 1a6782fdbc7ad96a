/**
 * The encoding that a Content-Type header tells, by the rule of `requests.utils.get_encoding_from_headers`: the last
 * `charset` parameter with its quotes removed (as it is spelled, known or not, even empty); else `ISO-8859-1` for
 * anything with `text` in its type (RFC 2616 §3.7.1), `utf-8` for `application/json`; else `null`. The type is
 * compared with its case, the parameter's name without.
 */
export function encodingFromHeaders(contentType: string | null): string | null {
  if (contentType === null || contentType === '') return null;
  if (contentType !== lastType) {
    lastEncoding = encodingOf(contentType);
    lastType = contentType;
  }
  return lastEncoding;
}

// The next response is often of the same type.
let lastType = '';
let lastEncoding: string | null = null;

function encodingOf(contentType: string): string | null {
  const semicolon = contentType.indexOf(';');
  if (semicolon >= 0) {
    const charset = lastCharset(contentType, semicolon);
    if (charset !== null) return charset;
  }
  const type = semicolon < 0 ? contentType : contentType.slice(0, semicolon);
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
