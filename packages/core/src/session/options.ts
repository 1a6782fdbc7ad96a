import { BODY_HINT, REQUEST_HINTS, SESSION_HINTS } from '#foreign-options';
import { checkProxies } from '#proxies';
import type { Auth } from '../auth/auth.ts';
import type { CookieSource } from '../cookies/cookie-source.ts';
import { HeaderMap, type RequestHeaders } from '../headers/header-map.ts';
import {
  checkBoolean,
  checkFunction,
  checkNumber,
  checkSignal,
  checkStrings,
  checkVerify,
} from '../lang/check-option.ts';
import { kindOf, knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import type { Proxies } from '../proxies/select-proxy.ts';
import type { HooksInit } from '../request/hooks.ts';
import type { Params } from '../request/prepare-url.ts';
import { REQUEST_OPTIONS, type RequestInit } from '../request/request.ts';
import type { Cert, Verify } from '../request/tls-options.ts';
import { supportedCodings } from '../response/content-codings.ts';
import { checkDefaultEncoding, type DefaultEncoding } from '../response/default-encoding.ts';
import type { ParseJson } from '../response/parse-json.ts';
import { normaliseTimeout, type SendOptions, type TimeoutInit } from '../send/settings.ts';
import type { Transport } from '../transport/transport.ts';
import { VERSION } from '../version.ts';

/** The options of a session. Each is also a property that can be changed later. */
export interface SessionOptions {
  /** The HTTP client to send with. */
  readonly transport: Transport;
  /** Added to the default headers; `null` removes one of them. */
  readonly headers?: RequestHeaders | null | undefined;
  /** Query parameters of every request. */
  readonly params?: Params;
  /** Authentication of every request: `[user, password]`, a function, or an object such as `HTTPDigestAuth`. */
  readonly auth?: Auth | null | undefined;
  /** Cookies to begin with: a record, a jar, or a list of cookies. Those of responses are added to them. */
  readonly cookies?: CookieSource | null | undefined;
  /** Proxy URLs by scheme or `scheme://host`. They override those of the environment. */
  readonly proxies?: Proxies | null | undefined;
  /** Default: the platform's trust store, or `REQUESTS_CA_BUNDLE`. */
  readonly verify?: Verify | null | undefined;
  /** A client certificate. */
  readonly cert?: Cert | null | undefined;
  /** Milliseconds, for requests without a timeout of their own. Default: no timeout. */
  readonly timeout?: TimeoutInit | undefined;
  /** Functions for the events `request`, `response` and `error`. Those of a request replace those of the same event. */
  readonly hooks?: HooksInit | null | undefined;
  /** Whether a body is left to be read by the caller. Default: false, it is read before the promise resolves. */
  readonly stream?: boolean | undefined;
  /** How many redirects are followed before `TooManyRedirects`. Default: 30. */
  readonly maxRedirects?: number | undefined;
  /** Whether proxies, netrc and CA bundle of the environment are used. Default: true. */
  readonly trustEnv?: boolean | undefined;
  /** A URL that every relative URL is appended to. Absolute URLs of another origin get no credentials of the session. */
  readonly baseUrl?: string | URL | null | undefined;
  /**
   * Headers that are dropped by a redirect to another origin and hidden in logs, besides Authorization and Cookie. Default:
   * `X-Api-Key` and similar ones.
   */
  readonly sensitiveHeaders?: readonly string[] | undefined;
  /** Bytes after decoding. A larger body is a `ContentTooLarge`. Default: `null`, no limit. */
  readonly maxBodySize?: number | null | undefined;
  /** Decoded bytes per byte received, beyond the first 10 MiB. A body over it is a `ContentTooLarge`. Default: 1000; `null`: no limit. */
  readonly maxDecompressionRatio?: number | null | undefined;
  /**
   * The encoding of responses of a type `text/*` whose Content-Type names no charset, or a function that tells it from the
   * bytes. Default: ISO-8859-1, as in Requests; `'utf-8'` is what browsers' `fetch` assumes.
   */
  readonly defaultEncoding?: DefaultEncoding | null | undefined;
  /** Parses the text of `response.json()`, for example with big integers. Default: `JSON.parse`. */
  readonly parseJson?: ParseJson | null | undefined;
  /**
   * The only hosts that may be requested, also by redirects: names, `*.example.com` (all names below it), IP addresses,
   * networks (`10.1.0.0/16`), `*`. Any other host is a `HostNotAllowed`. Default: `null`, every host.
   */
  readonly allowHosts?: readonly string[] | null | undefined;
  /**
   * Only connect to addresses of the public Internet, whatever a name resolves to. Addresses and networks in `allowHosts` are
   * exempt. Needs the capability `address-guard`. Default: false.
   */
  readonly denyPrivateNetworks?: boolean | undefined;
}

/** The options of a request. They override those of the session. */
export interface RequestOptions extends RequestInit, SendOptions {}

// Records, so that the compiler notices an option that is missing.

const OF_SENDING: Readonly<Record<keyof SendOptions, true>> = {
  stream: true,
  timeout: true,
  verify: true,
  cert: true,
  proxies: true,
  allowRedirects: true,
  signal: true,
  onUploadProgress: true,
  onDownloadProgress: true,
  maxBodySize: true,
  context: true,
  trace: true,
  defaultEncoding: true,
  parseJson: true,
};

const OF_A_SESSION: Readonly<Record<keyof SessionOptions, true>> = {
  transport: true,
  headers: true,
  params: true,
  auth: true,
  cookies: true,
  proxies: true,
  verify: true,
  cert: true,
  timeout: true,
  hooks: true,
  stream: true,
  maxRedirects: true,
  trustEnv: true,
  baseUrl: true,
  sensitiveHeaders: true,
  maxBodySize: true,
  maxDecompressionRatio: true,
  allowHosts: true,
  denyPrivateNetworks: true,
  defaultEncoding: true,
  parseJson: true,
};

/** The names of the options of `send()`. */
export const SEND_NAMES = Object.keys(OF_SENDING) as readonly (keyof SendOptions)[];

const REQUEST: OptionsKind = {
  ...optionsKind('A request', [...REQUEST_OPTIONS, ...SEND_NAMES], REQUEST_HINTS),
  otherwise: BODY_HINT,
};
const SEND: OptionsKind = optionsKind('send()', SEND_NAMES, REQUEST_HINTS);
const SESSION: OptionsKind = optionsKind('A session', Object.keys(OF_A_SESSION), SESSION_HINTS);

/** @throws TypeError for an option that does not exist: a misspelt one would be silently ignored */
export function requestOptions(options: RequestOptions | undefined): RequestOptions {
  return knownOptions(options, REQUEST);
}

/**
 * The options of something that sends requests: its own, and those of a request but for `except`.
 * @param subject what has them, in messages: `paginate()`
 */
export function requestingKind(subject: string, own: readonly string[], except: readonly string[]): OptionsKind {
  const names = [...REQUEST_OPTIONS, ...SEND_NAMES].filter((name) => !except.includes(name));
  return optionsKind(subject, [...own, ...names], REQUEST_HINTS);
}

/** @throws TypeError unless it is a session. `call`: what to write */
export function checkSession(session: unknown, call: string): void {
  if (typeof (session as { request?: unknown } | null | undefined)?.request !== 'function')
    throw new TypeError(`The first argument must be a session, not ${kindOf(session)}: ${call}`);
}

/** The part of a request's options that `send()` takes. */
export function sendOptionsOf(options: RequestOptions): SendOptions {
  const picked = Object.create(null) as Record<string, unknown>;
  for (const name of SEND_NAMES) if (options[name] !== undefined) picked[name] = options[name];
  return picked as SendOptions;
}

/** @throws TypeError for an option that does not exist */
export function sendOptions(options: SendOptions | undefined): SendOptions {
  return knownOptions(options, SEND);
}

/** @throws TypeError for an option that does not exist */
export function sessionOptions<T extends Partial<SessionOptions>>(options: T | undefined): T {
  return knownOptions(options, SESSION);
}

/**
 * What is checked when the session is created. The rest is checked when it is used, as a property may be set later.
 * @throws TypeError for an option of the wrong type
 */
export function checkSessionOptions(own: SessionOptions): void {
  checkBoolean('stream', own.stream);
  checkBoolean('trustEnv', own.trustEnv);
  checkBoolean('denyPrivateNetworks', own.denyPrivateNetworks);
  checkNumber('maxRedirects', own.maxRedirects, 0);
  checkNumber('maxBodySize', own.maxBodySize, 0);
  checkNumber('maxDecompressionRatio', own.maxDecompressionRatio, 0);
  checkVerify(own.verify);
  checkBaseUrl(own.baseUrl);
  checkProxies(own.proxies);
  if (own.timeout !== undefined) normaliseTimeout(own.timeout);
  checkDefaultEncoding(own.defaultEncoding);
  checkFunction('parseJson', own.parseJson);
  if (own.sensitiveHeaders !== undefined) checkStrings('sensitiveHeaders', own.sensitiveHeaders);
}

/** @throws TypeError for anything but a string or a URL */
export function checkBaseUrl(baseUrl: unknown): void {
  if (baseUrl === null || baseUrl === undefined || typeof baseUrl === 'string') return;
  if (Object.prototype.toString.call(baseUrl) !== '[object URL]')
    throw new TypeError(`baseUrl must be a URL as text or a URL object, not a ${typeof baseUrl}`);
}

/** @throws TypeError for an option of the wrong type */
export function checkSendOptions(own: SendOptions): void {
  checkBoolean('stream', own.stream);
  checkBoolean('allowRedirects', own.allowRedirects);
  checkNumber('maxBodySize', own.maxBodySize, 0);
  checkVerify(own.verify);
  checkSignal(own.signal);
  checkFunction('onUploadProgress', own.onUploadProgress);
  checkFunction('onDownloadProgress', own.onDownloadProgress);
  checkFunction('trace', own.trace);
  checkDefaultEncoding(own.defaultEncoding);
  checkFunction('parseJson', own.parseJson);
  checkProxies(own.proxies);
}

/** Headers that other clients were found to pass on to another origin (RD-13 in docs/security.md). */
export const SENSITIVE_HEADERS: readonly string[] = Object.freeze([
  'x-api-key',
  'api-key',
  'x-auth-token',
  'x-csrf-token',
  'x-amz-security-token',
  'private-token',
]);

/** The headers of a new session, in Requests' order. */
export function defaultHeaders(): HeaderMap {
  return HeaderMap.fromFlat([
    'User-Agent',
    `req/${VERSION}`,
    'Accept-Encoding',
    supportedCodings().join(', '),
    'Accept',
    '*/*',
    'Connection',
    'keep-alive',
  ]);
}

/** @throws TypeError if the value is not a transport; the message lists the available ones */
export function checkTransport(transport: unknown): Transport {
  const { send: sends, capabilities } = (transport ?? {}) as Partial<Transport>;
  if (typeof sends === 'function' && typeof capabilities?.has === 'function') return transport as Transport;
  throw new TypeError(
    "A session needs a transport: new Session({ transport: new UndiciTransport() }) with '@req/transport-undici', " +
      "FetchTransport with '@req/transport-fetch', AxiosTransport with '@req/transport-axios', or FunctionTransport in tests. " +
      "'@req/requests' chooses undici for you.",
  );
}
