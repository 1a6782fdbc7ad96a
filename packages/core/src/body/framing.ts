import { InvalidHeader } from '../errors/errors.ts';
import type { HeaderMap } from '../headers/header-map.ts';
import { utf8 } from '../lang/percent-encoding.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { BodySource } from './body-source.ts';
import { mapBody } from './map-body.ts';
import { StreamBody } from './stream-body.ts';

// How a request announces the end of its body (RFC 9112 §6): Content-Length, or Transfer-Encoding: chunked. It is
// decided in three steps, all of them here: when the request is prepared, when it is sent, and, for headers that have
// neither, by the transport.

/**
 * While the request is prepared (Requests' `prepare_content_length`): the length of the body when it is known, `chunked`
 * for a stream of unknown length, `Content-Length: 0` without a body for any method but GET and HEAD. For empty text and
 * bytes nothing is written.
 */
export function writeFraming(request: PreparedRequest): void {
  const { method, headers, source } = request;
  if (source === null) {
    if (method !== 'GET' && method !== 'HEAD' && !headers.has('content-length')) headers.set('Content-Length', '0');
    return;
  }
  const length = byteLength(source);
  if (length || (length === 0 && source instanceof StreamBody)) headers.set('Content-Length', String(length));
  else if (source instanceof StreamBody && !headers.has('transfer-encoding')) {
    headers.set('Transfer-Encoding', 'chunked');
  }
}

/**
 * When the request is sent: makes `headers` and body agree. Auth functions and hooks may have replaced either, and two
 * framings, or a wrong length, would let the server misread where the request ends. Bytes have their own length; a
 * stream the one the caller gave, to which it is held, else it is chunked. Changes `headers`; returns the body.
 * @throws InvalidHeader for a Content-Length without a body, or one that is not a number
 */
export function frameBody(request: PreparedRequest, headers: HeaderMap): Uint8Array | AsyncIterable<Uint8Array> | null {
  const { source } = request;
  if (source === null) {
    const length = headers.get('content-length');
    if (length !== null && length !== '0')
      throw new InvalidHeader('Content-Length is set, but there is no body: leave the header out.', { request });
    headers.delete('transfer-encoding');
    return null;
  }
  if (source instanceof StreamBody) return frameStream(source, request, headers);
  const bytes = typeof source === 'string' ? utf8(source) : source;
  const length = headers.get('content-length');
  if (length === null) headers.set('Transfer-Encoding', 'chunked');
  else {
    if (length !== String(bytes.byteLength)) headers.set('Content-Length', String(bytes.byteLength));
    headers.delete('transfer-encoding');
  }
  return bytes;
}

function frameStream(source: StreamBody, request: PreparedRequest, headers: HeaderMap): AsyncIterable<Uint8Array> {
  const length = headers.get('content-length');
  if (length === null) {
    headers.set('Transfer-Encoding', 'chunked');
    return source;
  }
  headers.delete('transfer-encoding');
  if (!/^\d+$/.test(length)) throw new InvalidHeader('Content-Length must be a number of bytes.', { request });
  return mapBody(source, (body) => exactly(body, Number(length), request));
}

/** Holds a stream to its announced length: a byte more would be the beginning of the connection's next request. */
async function* exactly(
  source: AsyncIterable<Uint8Array>,
  length: number,
  request: PreparedRequest,
): AsyncGenerator<Uint8Array, void, undefined> {
  let sent = 0;
  for await (const chunk of source) {
    sent += chunk.byteLength;
    if (sent > length)
      throw new InvalidHeader(`The body has more than the ${length} bytes that Content-Length says.`, { request });
    yield chunk;
  }
  if (sent < length) throw new InvalidHeader(`The body has ${sent} bytes, Content-Length says ${length}.`, { request });
}

/**
 * For transports: the field that announces the body of a request whose headers have neither Content-Length nor
 * Transfer-Encoding. Bytes are announced by their length, a stream is chunked; without a body `Content-Length: 0` for
 * the methods that usually have one (RFC 9110 §8.6), and `null` (no field) for the others.
 */
export function framingField(
  method: string,
  body: null | Uint8Array | AsyncIterable<Uint8Array>,
): readonly [name: string, value: string] | null {
  if (body instanceof Uint8Array) return ['Content-Length', String(body.byteLength)];
  if (body !== null) return ['Transfer-Encoding', 'chunked'];
  return method === 'POST' || method === 'PUT' || method === 'PATCH' ? ['Content-Length', '0'] : null;
}

/** Bytes; `null` when unknown. */
function byteLength(source: Exclude<BodySource, null>): number | null {
  if (typeof source === 'string') return utf8Length(source);
  return source instanceof StreamBody ? source.length : source.byteLength;
}

function utf8Length(text: string): number {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return utf8(text).byteLength;
  return text.length;
}
