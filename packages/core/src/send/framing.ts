import { mapBody } from '../body/map-body.ts';
import { StreamBody } from '../body/stream-body.ts';
import { InvalidHeader } from '../errors/errors.ts';
import type { HeaderMap } from '../headers/header-map.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import { utf8 } from '../url/percent-encoding.ts';

/**
 * Makes headers and body agree on one framing (RFC 9112 §6): the length of the body if it is known, the caller's length
 * for a stream, else chunks. Changes `headers`.
 * @throws InvalidHeader for a Content-Length without a body
 */
export function frame(request: PreparedRequest, headers: HeaderMap): Uint8Array | AsyncIterable<Uint8Array> | null {
  const { source } = request;
  if (source === null) {
    const length = headers.get('content-length');
    if (length !== null && length !== '0') {
      throw new InvalidHeader('Content-Length is set, but there is no body: leave the header out.', {
        request,
      });
    }
    headers.delete('transfer-encoding');
    return null;
  }
  if (source instanceof StreamBody) return frameStream(source, request, headers);
  const bytes = typeof source === 'string' ? utf8(source) : source;
  const length = headers.get('content-length');
  if (length === null) headers.set('Transfer-Encoding', 'chunked');
  else {
    // The body may have been replaced since the request was prepared; a Transfer-Encoding of the caller's would be a second
    // framing.
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

/**
 * Holds a stream to its declared length: a byte too many or too few would end up in the next request of the connection.
 */
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
