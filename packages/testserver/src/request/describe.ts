import type { Exchange } from '../exchange.ts';
import { shownFields } from './header-fields.ts';
import { toIri } from './iri.ts';
import { type MultiDict, parseUrlEncoded, semiflatten, toMultiDict } from './multi-dict.ts';
import { parseMultipart } from './multipart.ts';

/** What httpbin can tell of a request; each route picks its keys. */
export type DescriptionKey = 'args' | 'data' | 'files' | 'form' | 'headers' | 'json' | 'method' | 'origin' | 'url';

interface ParsedBody {
  readonly data: Buffer;
  readonly form: MultiDict;
  readonly files: MultiDict;
}

const NOTHING = Buffer.alloc(0);
const NONE: MultiDict = new Map();
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes for JSON: their text where they are UTF-8, else a `data:` URL (RFC 2397), as httpbin does. */
function jsonSafe(bytes: Buffer, contentType = 'application/octet-stream'): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return `data:${contentType};base64,${bytes.toString('base64')}`;
  }
}

/** A form is taken apart and leaves no `data`; every other body is `data` whole. */
function parseBody(exchange: Exchange): ParsedBody {
  const contentType = exchange.headers.get('content-type') ?? '';
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === 'application/x-www-form-urlencoded') {
    return { data: NOTHING, form: parseUrlEncoded(exchange.body.toString('utf8')), files: NONE };
  }
  if (mediaType !== 'multipart/form-data') return { data: exchange.body, form: NONE, files: NONE };
  const parts = parseMultipart(exchange.body, contentType);
  return {
    data: NOTHING,
    form: toMultiDict(parts.filter((p) => p.filename === null).map((p) => [p.name, p.content.toString('utf8')])),
    files: toMultiDict(
      parts.filter((p) => p.filename !== null).map((p) => [p.name, jsonSafe(p.content, p.contentType ?? undefined)]),
    ),
  };
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(UTF8.decode(data));
  } catch {
    return null;
  }
}

/** `http://host:port` as the client addressed it. */
export function originUrl(exchange: Exchange): string {
  return `${exchange.scheme}://${exchange.headers.get('host') ?? ''}`;
}

function shownUrl(exchange: Exchange): string {
  const forwarded = exchange.headers.get('x-forwarded-proto') ?? exchange.headers.get('x-forwarded-protocol');
  const scheme = forwarded ?? (exchange.headers.get('x-forwarded-ssl') === 'on' ? 'https' : exchange.scheme);
  return `${scheme}://${exchange.headers.get('host') ?? ''}${toIri(exchange.target)}`;
}

/** The client's address, or what a proxy in front says it is. */
export function origin(exchange: Exchange): string {
  return exchange.headers.get('x-forwarded-for') ?? exchange.remoteAddress;
}

/** The asked-for keys of httpbin's description of a request. */
export function describe(exchange: Exchange, ...keys: readonly DescriptionKey[]): Record<string, unknown> {
  const body = parseBody(exchange);
  const all: Record<DescriptionKey, () => unknown> = {
    args: () => semiflatten(exchange.args),
    data: () => jsonSafe(body.data),
    files: () => semiflatten(body.files),
    form: () => semiflatten(body.form),
    headers: () => shownFields(exchange.headers, exchange.args.has('show_env')),
    json: () => parseJson(body.data),
    method: () => exchange.method,
    origin: () => origin(exchange),
    url: () => shownUrl(exchange),
  };
  return Object.fromEntries(keys.map((key) => [key, all[key]()]));
}
