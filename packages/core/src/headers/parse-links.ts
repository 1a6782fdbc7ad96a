/** One link of a `Link` header: `url`, and its parameters as written. */
export type Link = Record<string, string>;

/**
 * The links of a `Link` header (RFC 8288) by `rel`, or by URL without one; the last of several with the same key. As in
 * `requests.utils.parse_header_links`, a relation of several words is one key, names keep their case, and a parameter
 * without a value, or with `=` in it, ends the parameters of its link.
 */
export function parseLinks(value: string): Record<string, Record<string, string>> {
  const links: Record<string, Link> = Object.create(null);
  const text = strip(value, ' \'"');
  if (text === '') return links;
  for (const part of splitLinks(text)) {
    const link = parseLink(part);
    links[link['rel'] || (link['url'] as string)] = link;
  }
  return links;
}

/** Splits at `/, *</`; not by this regular expression, which takes quadratic time on many spaces. */
function splitLinks(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let comma = text.indexOf(',');
  while (comma >= 0) {
    let next = comma + 1;
    while (text.charCodeAt(next) === 0x20) next++;
    if (text.charCodeAt(next) === 0x3c) {
      parts.push(text.slice(start, comma));
      start = next + 1;
    }
    comma = text.indexOf(',', next);
  }
  parts.push(text.slice(start));
  return parts;
}

function parseLink(part: string): Link {
  const link: Link = Object.create(null);
  const semicolon = part.indexOf(';');
  link['url'] = strip(semicolon < 0 ? part : part.slice(0, semicolon), '<> \'"');
  if (semicolon < 0) return link;
  for (const parameter of part.slice(semicolon + 1).split(';')) {
    const equals = parameter.indexOf('=');
    if (equals < 0 || parameter.indexOf('=', equals + 1) >= 0) break;
    link[strip(parameter.slice(0, equals), ' \'"')] = strip(parameter.slice(equals + 1), ' \'"');
  }
  return link;
}

function strip(text: string, characters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text.charAt(start))) start++;
  while (end > start && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
