import type { TransportRequest } from '@req/core';
import type { FetchExchange } from './fetch-exchange.ts';
import type { FetchCredentials } from './options.ts';

/** Switches off what the Fetch standard would do by itself; no prototype, so that a fetch finds nothing else. */
const OFF: RequestInit = {
  body: null,
  keepalive: false,
  redirect: 'manual',
  referrer: '',
  referrerPolicy: 'no-referrer',
};

const NO_BYTES = new Uint8Array(0);

/** What a fetch is asked to send. */
export function toFetchRequest(exchange: FetchExchange, credentials: FetchCredentials): RequestInit {
  const { request } = exchange;
  const init: RequestInit & { duplex?: 'half' } = Object.assign(Object.create(null), OFF);
  init.credentials = credentials;
  init.method = request.method;
  init.headers = toFetchHeaders(request);
  init.signal = exchange.signal;
  const { body } = request;
  if (body instanceof Uint8Array) init.body = body as Uint8Array<ArrayBuffer>;
  else if (body === null) {
    // Of no body at all a fetch would tell the length after POST and PUT alone.
    if (!/^(?:GET|HEAD)$/.test(request.method) && request.headers.get('content-length') === '0') init.body = NO_BYTES;
  } else {
    init.body = toReadableStream(body, exchange);
    init.duplex = 'half';
  }
  return init;
}

/** A fetch frames bodies and minds connections itself; where it doesn't drop these lines in silence it throws. */
const OWN = new Set([
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
    // Without a length a stream goes out in chunks; where the platform takes ours it doesn't.
    if (key === 'content-length' && body !== null && !(body instanceof Uint8Array)) lines.push([name, value]);
    else if (key === 'accept-encoding') lines.push([name, decodable(value)]);
    else if (!OWN.has(key)) lines.push([name, value]);
  }
  return lines;
}

/** The codings that every fetch decodes: of a body in another one nobody would see more than the coded bytes. */
function decodable(accepted: string): string {
  const kept = accepted
    .split(',')
    .filter((coding) => /^\s*(?:gzip|x-gzip|deflate|br|identity)\s*(?:;|$)/i.test(coding));
  return kept.length === 0 ? 'identity' : kept.map((coding) => coding.trim()).join(', ');
}

/**
 * Pulled one chunk at a time: a fetch that is handed an iterable reads it whole into memory. The iterable is returned
 * when the exchange is over, which a fetch that gives up forgets.
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
          const { done, value } = await iterator.next();
          if (done !== true) return controller.enqueue(value);
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
