import { UnsupportedByTransport } from '@req/core';
import type { FetchExchange } from './fetch-exchange.ts';

const NEEDS_HTTP2 = 'a browser streams over HTTP/2 only';

/**
 * The body if it is a stream of known length: a file, a Blob, or a form with files. It is collected in a Blob, since browsers send
 * a stream over HTTP/2 only, or not at all. `null` for any other body.
 * @throws UnsupportedByTransport for a stream of unknown length to an http: URL, where there is no HTTP/2: a browser would say
 * no more than that the request failed.
 */
export function bufferedUpload(exchange: FetchExchange): Promise<Blob> | null {
  const { body, headers, url } = exchange.request;
  if (body === null || body instanceof Uint8Array) return null;
  if (headers.has('content-length')) return collect(body, exchange);
  if (/^http:/i.test(url)) throw new UnsupportedByTransport('fetch', 'streaming-upload', { reason: NEEDS_HTTP2 });
  return null;
}

async function collect(body: AsyncIterable<Uint8Array>, exchange: FetchExchange): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  try {
    for await (const chunk of body) chunks.push(chunk as Uint8Array<ArrayBuffer>);
  } catch (error) {
    exchange.fail(error);
    throw error;
  }
  return new Blob(chunks);
}
