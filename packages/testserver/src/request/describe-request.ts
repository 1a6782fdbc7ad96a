import type { ParsedRequest } from '../parsed-request.ts';
import { visibleFields } from './header-fields.ts';
import { toIri } from './iri.ts';
import { type MultiDict, parseUrlEncoded, semiflatten, toMultiDict } from './multi-dict.ts';
import { parseMultipart } from './multipart.ts';

/** What httpbin can report about a request; each route picks its keys. */
export type DescriptionKey = 'args' | 'data' | 'files' | 'form' | 'headers' | 'json' | 'method' | 'origin' | 'url';

interface ParsedBody {
  readonly data: Buffer;
  readonly form: MultiDict;
  readonly files: MultiDict;
}

const NOTHING = Buffer.alloc(0);
const NONE: MultiDict = new Map();
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as a JSON string: their text if they are UTF-8, otherwise a `data:` URL (RFC 2397), as httpbin does. */
function jsonSafe(bytes: Buffer, contentType = 'application/octet-stream'): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return `data:${contentType};base64,${bytes.toString('base64')}`;
  }
}

/** A form is parsed and leaves `data` empty; any other body is `data`. */
function parseBody(request: ParsedRequest): ParsedBody {
  const contentType = request.headers.get('content-type') ?? '';
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === 'application/x-www-form-urlencoded') {
    return { data: NOTHING, form: parseUrlEncoded(request.body.toString('utf8')), files: NONE };
  }
  if (mediaType !== 'multipart/form-data') return { data: request.body, form: NONE, files: NONE };
  const parts = parseMultipart(request.body, contentType);
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

/** `http://host:port`, with the Host header of the request. */
export function originUrl(request: ParsedRequest): string {
  return `${request.scheme}://${request.headers.get('host') ?? ''}`;
}

function requestUrl(request: ParsedRequest): string {
  const forwarded = request.headers.get('x-forwarded-proto') ?? request.headers.get('x-forwarded-protocol');
  const scheme = forwarded ?? (request.headers.get('x-forwarded-ssl') === 'on' ? 'https' : request.scheme);
  return `${scheme}://${request.headers.get('host') ?? ''}${toIri(request.target)}`;
}

/** The client's address, or the one that X-Forwarded-For names. */
export function origin(request: ParsedRequest): string {
  return request.headers.get('x-forwarded-for') ?? request.remoteAddress;
}

/** The given keys of httpbin's description of a request. */
export function describeRequest(request: ParsedRequest, ...keys: readonly DescriptionKey[]): Record<string, unknown> {
  const body = parseBody(request);
  const all: Record<DescriptionKey, () => unknown> = {
    args: () => semiflatten(request.args),
    data: () => jsonSafe(body.data),
    files: () => semiflatten(body.files),
    form: () => semiflatten(body.form),
    headers: () => visibleFields(request.headers, request.args.has('show_env')),
    json: () => parseJson(body.data),
    method: () => request.method,
    origin: () => origin(request),
    url: () => requestUrl(request),
  };
  return Object.fromEntries(keys.map((key) => [key, all[key]()]));
}
