import type { ByteSource } from './byte-source.ts';

/** How the end of a request was determined. `truncated`: the connection ended before, or the framing is invalid. */
export type Framing = 'none' | 'length' | 'chunked' | 'truncated';

/** A request as it was received. */
export interface WireRequest {
  /** The request line; for CONNECT without the version. */
  readonly line: string;
  /** Header lines in order, one character per byte, without whitespace around values. */
  readonly headers: [string, string][];
  /** How its end was determined. */
  readonly framing: Framing;
  /** Chunks are joined. */
  readonly body: Buffer;
}

/** Reads one request; `null` if the connection ended before a complete header section arrived. */
export async function readRequest(source: ByteSource): Promise<WireRequest | null> {
  let line = await source.line();
  while (line === '') line = await source.line();
  if (line === null) return null;
  const headers = await readHeaders(source);
  if (headers === null) return null;
  if (line.startsWith('CONNECT ')) {
    const kept = headers.filter(([name]) => name.toLowerCase() === 'proxy-authorization');
    return { line: line.replace(/ HTTP\/\S*$/, ''), headers: kept, framing: 'none', body: Buffer.alloc(0) };
  }
  if (/(?:^|,)\s*chunked\s*$/i.test(headerValue(headers, 'transfer-encoding') ?? '')) {
    const { body, whole } = await readChunks(source);
    return { line, headers, framing: whole ? 'chunked' : 'truncated', body };
  }
  const length = headerValue(headers, 'content-length');
  if (length === null) return { line, headers, framing: 'none', body: Buffer.alloc(0) };
  if (!/^\d+$/.test(length)) return { line, headers, framing: 'truncated', body: Buffer.alloc(0) };
  const body = await source.bytes(Number(length));
  return { line, headers, framing: body.length === Number(length) ? 'length' : 'truncated', body };
}

async function readHeaders(source: ByteSource): Promise<[string, string][] | null> {
  const headers: [string, string][] = [];
  for (;;) {
    const line = await source.line();
    if (line === null) return null;
    if (line === '') return headers;
    const last = headers.at(-1);
    // obs-fold (RFC 9112 §5.2): the value continues.
    if (/^[ \t]/.test(line) && last !== undefined) {
      last[1] = `${last[1]} ${trim(line)}`.trim();
      continue;
    }
    const colon = line.indexOf(':');
    headers.push(colon < 0 ? [line, ''] : [line.slice(0, colon), trim(line.slice(colon + 1))]);
  }
}

async function readChunks(source: ByteSource): Promise<{ body: Buffer; whole: boolean }> {
  const parts: Buffer[] = [];
  for (;;) {
    const line = await source.line();
    const size = line === null ? Number.NaN : chunkSize(line);
    if (Number.isNaN(size)) return { body: Buffer.concat(parts), whole: false };
    if (size === 0) {
      const trailers = await readHeaders(source);
      return { body: Buffer.concat(parts), whole: trailers !== null };
    }
    const part = await source.bytes(size);
    parts.push(part);
    if (part.length < size || (await source.line()) !== '') return { body: Buffer.concat(parts), whole: false };
  }
}

function chunkSize(line: string): number {
  const digits = (line.split(';')[0] as string).trim();
  return /^[0-9a-f]+$/i.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
}

function headerValue(headers: readonly [string, string][], name: string): string | null {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null;
}

/** Trims spaces and tabs only, because U+00A0 is part of a value. Not a regular expression: `[ \t]+$` is quadratic. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;
