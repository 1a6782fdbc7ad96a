import { ConnectionError } from '../errors/errors.ts';
import { HeaderMap, type HeadersInit } from '../headers/header-map.ts';
import { utf8 } from '../url/percent.ts';
import { needsTimer, PhaseTimer } from './phase-timer.ts';
import { TimedBody } from './timed-body.ts';
import type { Capability, Transport, TransportRequest, TransportResponse } from './transport.ts';

/** The short form of a response: whatever is left out is what a plain 200 has. */
export interface ShortResponse {
  /** Default: 200. */
  readonly status?: number | undefined;
  readonly reason?: string | undefined;
  readonly httpVersion?: string | undefined;
  readonly headers?: HeadersInit | undefined;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** A body of JSON, with its Content-Type. */
  readonly json?: unknown;
}

/** Answers a request, in place of a server. What it throws is what `send` rejects with. */
export type RequestHandler = (
  request: TransportRequest,
) => ShortResponse | TransportResponse | Promise<ShortResponse | TransportResponse>;

const ALL: ReadonlySet<Capability> = new Set<Capability>([
  'address-guard',
  'any-method',
  'bad-ports',
  'chunk-boundaries',
  'client-cert',
  'connect',
  'empty-user-agent',
  'get-body',
  'header-bytes',
  'header-case',
  'hop-headers',
  'host-header',
  'http2',
  'informational',
  'proxy',
  'raw-body',
  'raw-target',
  'reason-bytes',
  'socks',
  'streaming-upload',
  'tls',
  'trailers',
  'unix-socket',
]);

/**
 * A transport from a function: the way to swap the network for a fake in a test. Everything else of the session works
 * as it does over a real one: redirects, cookies, authentication, decoding, timeouts, aborts.
 */
export class FunctionTransport implements Transport {
  readonly name = 'function';
  /** All, unless told otherwise. */
  readonly capabilities: ReadonlySet<Capability>;
  readonly #handler: RequestHandler;
  #closed = false;

  constructor(handler: RequestHandler, options: { readonly capabilities?: Iterable<Capability> } = {}) {
    if (typeof handler !== 'function') throw new TypeError('FunctionTransport needs a function that answers requests');
    this.#handler = handler;
    this.capabilities = options.capabilities === undefined ? ALL : new Set(options.capabilities);
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) throw new ConnectionError('The transport is closed.');
    if (!needsTimer(request)) return completed(await this.#handler(request));
    return new Promise((resolve, reject) => {
      const timer = new PhaseTimer(request, reject);
      timer.sent();
      const settle = async (): Promise<TransportResponse> => timed(completed(await this.#handler(request)), request);
      settle()
        .then(resolve, reject)
        .finally(() => timer.stop());
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}

function timed(response: TransportResponse, request: TransportRequest): TransportResponse {
  const { body } = response;
  return body instanceof Uint8Array ? response : { ...response, body: new TimedBody(body, request) };
}

function completed(short: ShortResponse | TransportResponse): TransportResponse {
  if (typeof short !== 'object' || short === null)
    throw new TypeError('The handler of a FunctionTransport must return a response');
  const headers = short.headers instanceof HeaderMap ? short.headers : new HeaderMap(short.headers ?? null);
  let body: Uint8Array | AsyncIterable<Uint8Array>;
  if ('json' in short && short.json !== undefined) {
    body = utf8(JSON.stringify(short.json));
    if (!headers.has('content-type')) headers.set('Content-Type', 'application/json');
  } else {
    body = typeof short.body === 'string' ? utf8(short.body) : (short.body ?? new Uint8Array(0));
  }
  const status = short.status ?? 200;
  return {
    status,
    reason: short.reason ?? PHRASES[status] ?? '',
    httpVersion: short.httpVersion ?? '1.1',
    headers,
    body,
  };
}

/** Reason phrases that servers send (RFC 9110 §15). */
const PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  418: "I'm a teapot",
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};
