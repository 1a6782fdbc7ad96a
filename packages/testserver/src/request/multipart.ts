/** One part of a multipart/form-data body. */
export interface Part {
  readonly name: string;
  /** `null` for a plain field. */
  readonly filename: string | null;
  readonly contentType: string | null;
  readonly content: Buffer;
}

const PARAMETER = /;\s*([^\s=;]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;]*))/g;

function decodeEscapes(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Parameters of a header value: `form-data; name="a"` → `name: a`. Also reads `filename*=utf-8''…` (RFC 8187). */
export function headerParameters(value: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of value.matchAll(PARAMETER)) {
    const text = quoted === undefined ? bare.trim() : quoted.replace(/\\(.)/g, '$1');
    const extended = name.endsWith('*') ? /^utf-8'[^']*'(.*)$/i.exec(text)?.[1] : undefined;
    if (extended === undefined) found.set(name.toLowerCase(), text);
    else found.set(name.slice(0, -1).toLowerCase(), decodeEscapes(extended));
  }
  return found;
}

function parsePart(block: Buffer): Part | null {
  const end = block.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const fields = new Map<string, string>();
  for (const line of block.toString('utf8', 0, end).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const parameters = headerParameters(fields.get('content-disposition') ?? '');
  const name = parameters.get('name');
  if (name === undefined) return null;
  return {
    name,
    filename: parameters.get('filename') ?? null,
    contentType: fields.get('content-type') ?? null,
    content: block.subarray(end + 4),
  };
}

/**
 * Parses a multipart/form-data body (RFC 7578). As lenient as werkzeug: parts without a name are skipped, and a body
 * without its closing boundary yields the parts that are complete.
 */
export function parseMultipart(body: Buffer, contentType: string): readonly Part[] {
  const boundary = headerParameters(contentType).get('boundary');
  if (boundary === undefined || boundary === '') return [];
  // With a leading CRLF the first delimiter looks like all the others (RFC 2046 §5.1.1).
  const text = Buffer.concat([Buffer.from('\r\n'), body]);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const parts: Part[] = [];
  let at = text.indexOf(delimiter);
  while (at >= 0) {
    const start = text.indexOf('\r\n', at + delimiter.length);
    const isClosing = text.toString('latin1', at + delimiter.length, at + delimiter.length + 2) === '--';
    // The CRLF of this delimiter may also end an empty part, so the search starts at it.
    const next = start < 0 || isClosing ? -1 : text.indexOf(delimiter, start);
    if (next < 0) break;
    const part = parsePart(text.subarray(start + 2, next));
    if (part !== null) parts.push(part);
    at = next;
  }
  return parts;
}
