import { mapBody } from '../body/map-body.ts';
import { StreamBody } from '../body/stream-body.ts';
import { InvalidHeader } from '../errors/errors.ts';
import type { HeaderMap } from '../headers/header-map.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import { utf8 } from '../url/percent-encoding.ts';

/**
 * Makes headers and body agree on one framing (RFC 9112 §6): the length of what is there, a caller's length for a
 * stream, else chunks. Changes `headers`.
 * @throws InvalidHeader when a Content-Length was given for a body that is not there
 */
export function frame(prepared: PreparedRequest, headers: HeaderMap): Uint8Array | AsyncIterable<Uint8Array> | null {
  const { source } = prepared;
  if (source === null) {
    const length = headers.get('content-length');
    if (length !== null && length !== '0') {
      throw new InvalidHeader('Content-Length is set, but there is no body: leave the header out.', {
        request: prepared,
      });
    }
    headers.delete('transfer-encoding');
    return null;
  }
  if (source instanceof StreamBody) return frameStream(source, prepared, headers);
  const bytes = typeof source === 'string' ? utf8(source) : source;
  const length = headers.get('content-length');
  if (length === null) headers.set('Transfer-Encoding', 'chunked');
  else {
    // The body may have been replaced since it was prepared, and a caller's Transfer-Encoding would be a second framing.
    if (length !== String(bytes.byteLength)) headers.set('Content-Length', String(bytes.byteLength));
    headers.delete('transfer-encoding');
  }
  return bytes;
}

function frameStream(source: StreamBody, prepared: PreparedRequest, headers: HeaderMap): AsyncIterable<Uint8Array> {
  const length = headers.get('content-length');
  if (length === null) {
    headers.set('Transfer-Encoding', 'chunked');
    return source;
  }
  headers.delete('transfer-encoding');
  if (!/^\d+$/.test(length))
    throw new InvalidHeader('Content-Length must be a number of bytes.', { request: prepared });
  return mapBody(source, (body) => exactly(body, Number(length), prepared));
}

/** Holds a stream to its promised length: neither a byte more nor less reaches the next request on the connection. */
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
