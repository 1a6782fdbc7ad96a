import type { FetchExchange } from './fetch-exchange.ts';

/**
 * The body if it is a stream of known length: a file, a Blob, or a form with files. It is collected in a Blob, since browsers send
 * a stream over HTTP/2 only, or not at all. `null` for any other body.
 */
export function bufferedUpload(exchange: FetchExchange): Promise<Blob> | null {
  const { body, headers } = exchange.request;
  if (body === null || body instanceof Uint8Array || !headers.has('content-length')) return null;
  return collect(body, exchange);
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
