import { StreamBody, streamSource } from '../body/stream-body.ts';
import { ConnectionError } from '../errors/errors.ts';
import { HeaderMap, type HeadersInit } from '../headers/header-map.ts';
import { isBytes, toUint8Array } from '../lang/bytes.ts';
import { knownOptions, nearest, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import { ownProperty } from '../lang/own-properties.ts';
import { utf8 } from '../lang/percent-encoding.ts';
import { allCapabilitiesExcept, type Capability } from './capabilities.ts';
import type { ResponseFacts } from './facts.ts';
import { needsTimer, PhaseTimer } from './phase-timer.ts';
import { TimedBody } from './timed-body.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

/** The short form of a response. The defaults are those of an empty 200. */
export interface ShortResponse {
  /** Default: 200. */
  readonly status?: number | undefined;
  /** The reason phrase. Default: the usual one of the status. */
  readonly reason?: string | undefined;
  /** Default: `1.1`. */
  readonly httpVersion?: string | undefined;
  /** Default: none. */
  readonly headers?: HeadersInit | undefined;
  /** Text is encoded as UTF-8. Default: empty. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array> | null | undefined;
  /** A body of JSON, with its Content-Type. */
  readonly json?: unknown;
  /** What a transport over the network would tell, such as `connection` and `timings`. */
  readonly facts?: Partial<ResponseFacts> | null | undefined;
}

// `url` and `trailers`: what another transport responded may be passed on.
const RESULT: OptionsKind = optionsKind(
  'The response of a FunctionTransport',
  ['status', 'reason', 'httpVersion', 'headers', 'body', 'json', 'facts', 'url', 'trailers'],
  { data: 'body', content: 'body', text: 'body', statuscode: 'status', code: 'status', statustext: 'reason' },
);
const OPTIONS: OptionsKind = optionsKind('FunctionTransport', ['capabilities']);

type HandlerResult = ShortResponse | TransportResponse | globalThis.Response;

/**
 * Responds to a request in place of a server: with a `TransportResponse`, the short form of one, or a `Response` of the Fetch
 * standard. What it throws is what `send` rejects with.
 */
export type RequestHandler = (request: TransportRequest) => HandlerResult | Promise<HandlerResult>;

const ALL: ReadonlySet<Capability> = allCapabilitiesExcept();

/**
 * A transport from a function: replaces the network in a test. Everything else in the session works as over a real
 * transport: redirects, cookies, authentication, decoding, timeouts, aborts.
 */
export class FunctionTransport implements Transport {
  readonly name = 'function';
  /** All of them, unless the option says otherwise. */
  readonly capabilities: ReadonlySet<Capability>;
  readonly #handler: RequestHandler;
  #closed = false;

  /** @throws TypeError for an option or a capability that does not exist */
  constructor(handler: RequestHandler, options?: { readonly capabilities?: Iterable<Capability> }) {
    if (typeof handler !== 'function')
      throw new TypeError('FunctionTransport needs a function that responds to requests');
    this.#handler = handler;
    const { capabilities } = knownOptions(options, OPTIONS);
    this.capabilities = capabilities === undefined ? ALL : checkedCapabilities(capabilities);
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

function checkedCapabilities(given: Iterable<Capability>): ReadonlySet<Capability> {
  const capabilities = new Set(given);
  for (const name of capabilities) {
    if (ALL.has(name)) continue;
    const meant = nearest(String(name), ALL);
    throw new TypeError(`There is no capability '${name}'${meant === null ? '' : `: did you mean '${meant}'?`}`);
  }
  return capabilities;
}

function completed(result: HandlerResult): TransportResponse {
  if (typeof result !== 'object' || result === null)
    throw new TypeError('The handler of a FunctionTransport must return a response');
  if (isFetchResponse(result)) return fromFetch(result);
  const prototype = Object.getPrototypeOf(result) as object | null;
  // A transport's response may be of a class and have further properties.
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
  const short: ShortResponse | TransportResponse = plain ? knownOptions(result, RESULT) : result;
  // A session's response has a status too, but its body has been read or is decoded.
  if (!plain && (short.status === undefined || !isBody(short.body) || 'iterContent' in short))
    throw new TypeError('The handler of a FunctionTransport must return a response, with status, headers and body');
  const headers = short.headers instanceof HeaderMap ? short.headers : new HeaderMap(short.headers ?? null);
  let body: Uint8Array | AsyncIterable<Uint8Array>;
  if ('json' in short && short.json !== undefined) {
    body = utf8(JSON.stringify(short.json));
    if (!headers.has('content-type')) headers.set('Content-Type', 'application/json');
  } else {
    body = bodyOf(short.body ?? null);
  }
  const status = short.status ?? 200;
  if (!Number.isInteger(status)) throw new TypeError('The status of a response must be a whole number');
  for (const name of ['reason', 'httpVersion'] as const)
    if (typeof (short[name] ?? '') !== 'string') throw new TypeError(`The ${name} of a response must be a string`);
  return {
    status,
    reason: short.reason ?? PHRASES[status] ?? '',
    httpVersion: short.httpVersion ?? '1.1',
    headers,
    body,
    facts: short.facts ?? null,
    url: ownProperty(short, 'url') as TransportResponse['url'],
    trailers: ownProperty(short, 'trailers') as TransportResponse['trailers'],
  };
}

function isBody(body: unknown): boolean {
  if (body === null || body === undefined || typeof body === 'string' || isBytes(body)) return true;
  return (
    typeof body === 'object' && typeof (body as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === 'function'
  );
}

function bodyOf(body: NonNullable<ShortResponse['body']> | null): Uint8Array | AsyncIterable<Uint8Array> {
  if (body === null) return new Uint8Array(0);
  if (typeof body === 'string') return utf8(body);
  if (isBytes(body)) return toUint8Array(body);
  if (isBody(body)) return body;
  throw new TypeError(
    'The body of a response must be text, bytes or an async iterable of bytes; an object goes in json',
  );
}

/** By its tag, as it may be from another realm or from a package. */
function isFetchResponse(result: object): result is globalThis.Response {
  return (
    Object.prototype.toString.call(result) === '[object Response]' &&
    typeof ownProperty(result, 'arrayBuffer') === 'function' &&
    typeof ownProperty(result, 'status') === 'number'
  );
}

function fromFetch(response: globalThis.Response): TransportResponse {
  if (response.type === 'error') throw new ConnectionError('The handler returned Response.error().');
  if (response.bodyUsed)
    throw new TypeError('The handler of a FunctionTransport returned a response whose body was already read');
  const headers = new HeaderMap(response.headers);
  if (response.url !== '') {
    // It came over the network, so `fetch` has decoded the body.
    if (headers.delete('content-encoding')) headers.delete('content-length');
  }
  const { status, statusText, body } = response;
  return {
    status,
    reason: statusText || (PHRASES[status] ?? ''),
    httpVersion: '1.1',
    headers,
    body: body === null ? new Uint8Array(0) : new StreamBody(streamSource(body)),
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
