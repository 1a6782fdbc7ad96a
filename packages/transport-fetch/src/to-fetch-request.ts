import type { TransportRequest } from '@req/core';
import type { FetchExchange } from './fetch-exchange.ts';
import type { FetchCredentials } from './options.ts';

/** Switches off what the Fetch standard does by default. */
const OFF: RequestInit = {
  body: null,
  keepalive: false,
  redirect: 'manual',
  referrer: '',
  referrerPolicy: 'no-referrer',
};

const NO_BYTES = new Uint8Array(0);

/**
 * The init of a request; without a prototype, so that a fetch finds nothing on `Object.prototype`.
 * @param buffered the body, if it was read before
 */
export function toFetchRequest(
  exchange: FetchExchange,
  credentials: FetchCredentials,
  buffered: Blob | null = null,
): RequestInit {
  const { request } = exchange;
  const init: RequestInit & { duplex?: 'half' } = Object.assign(Object.create(null), OFF);
  init.credentials = credentials;
  init.method = request.method;
  init.headers = toFetchHeaders(request);
  init.signal = exchange.signal;
  if (request.followRedirects === true) init.redirect = 'follow';
  const { body } = request;
  if (buffered !== null) init.body = buffered;
  else if (body instanceof Uint8Array) init.body = body as Uint8Array<ArrayBuffer>;
  else if (body === null) {
    // Without a body, a fetch would send Content-Length: 0 only with POST and PUT.
    if (!/^(?:GET|HEAD)$/.test(request.method) && request.headers.get('content-length') === '0') init.body = NO_BYTES;
  } else {
    init.body = toReadableStream(body, exchange);
    init.duplex = 'half';
  }
  return init;
}

/** Headers that a fetch sets itself. It ignores them, or throws for them. */
const SET_BY_FETCH = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function toFetchHeaders({ headers, body }: TransportRequest): [string, string][] {
  const lines: [string, string][] = [];
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    // With it, some platforms send a stream with a length instead of in chunks.
    if (key === 'content-length' && body !== null && !(body instanceof Uint8Array)) lines.push([name, value]);
    else if (key === 'accept-encoding') lines.push([name, decodable(value)]);
    else if (!SET_BY_FETCH.has(key)) lines.push([name, value]);
  }
  return lines;
}

/** Only the codings that every fetch decodes: the body of any other would stay encoded. */
function decodable(accepted: string): string {
  const kept = accepted
    .split(',')
    .filter((coding) => /^\s*(?:gzip|x-gzip|deflate|br|identity)\s*(?:;|$)/i.test(coding));
  return kept.length === 0 ? 'identity' : kept.map((coding) => coding.trim()).join(', ');
}

/**
 * Pulled one chunk at a time: a fetch would read an iterable into memory as a whole. The iterable is returned when the
 * exchange ends, which a fetch that fails does not do.
 */
function toReadableStream(body: AsyncIterable<Uint8Array>, exchange: FetchExchange): ReadableStream<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  let ended = false;
  const release = (): void => {
    if (ended) return;
    ended = true;
    iterator.return?.().catch(() => {});
  };
  exchange.onEnd(release);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller): Promise<void> {
        try {
          exchange.awaitUpload();
          const { done, value } = await iterator.next();
          if (done !== true) {
            exchange.uploading();
            return controller.enqueue(value);
          }
          ended = true;
          exchange.sent();
          controller.close();
        } catch (error) {
          ended = true;
          exchange.fail(error);
          throw error;
        }
      },
      cancel: release,
    },
    { highWaterMark: 0 },
  );
}
