import type { Auth } from '../auth/auth.ts';
import type { CookieSource } from '../cookies/cookie-source.ts';
import type { Proxies } from '../proxies/select.ts';
import type { HooksInit } from '../request/hooks.ts';
import type { Params } from '../request/prepare-url.ts';
import type { RequestHeaders, RequestInit } from '../request/request.ts';
import type { Cert, SendOptions, TimeoutInit, Verify } from '../send/settings.ts';
import type { Transport } from '../transport/transport.ts';

/** What a session is made of. Every option is also a property that can be changed later. */
export interface SessionOptions {
  /** The HTTP client to send with. */
  readonly transport: Transport;
  /** Added to the default headers; `null` removes one of them. */
  readonly headers?: RequestHeaders | null | undefined;
  /** Query parameters of every request. */
  readonly params?: Params;
  readonly auth?: Auth | null | undefined;
  readonly cookies?: CookieSource | null | undefined;
  readonly proxies?: Proxies | null | undefined;
  /** Default: the platform's trust store, or `REQUESTS_CA_BUNDLE`. */
  readonly verify?: Verify | null | undefined;
  readonly cert?: Cert | null | undefined;
  /** Milliseconds. Default: none. */
  readonly timeout?: TimeoutInit | undefined;
  readonly hooks?: HooksInit | null | undefined;
  /** Default: false, the body is read before the promise resolves. */
  readonly stream?: boolean | undefined;
  /** Default: 30. */
  readonly maxRedirects?: number | undefined;
  /** Whether proxies, netrc and CA bundle come from the environment too. Default: true. */
  readonly trustEnv?: boolean | undefined;
  /** Joined with every URL that is not absolute. */
  readonly baseUrl?: string | URL | null | undefined;
  /** Headers that a redirect to another origin does not get, and that logs do not show, besides Authorization and Cookie. */
  readonly sensitiveHeaders?: readonly string[] | undefined;
  /** Bytes after decoding; more raise `ContentTooLarge`. Default: `null`, no limit. */
  readonly maxBodySize?: number | null | undefined;
  /** Decoded bytes for each byte received, past the first 10 MiB. Default: 1000; `null`: no limit. */
  readonly maxDecompressionRatio?: number | null | undefined;
  /**
   * The only hosts to reach, redirects included: names, `*.example.com` (the names below it), IP addresses, networks
   * (`10.1.0.0/16`), `*`. Any other: `HostNotAllowed`. Default: `null`, every host.
   */
  readonly allowHosts?: readonly string[] | null | undefined;
  /**
   * Connect to addresses of the public Internet only, whatever a name resolves to; what else `allowHosts` lists as an
   * address or network is exempt. Needs the capability `address-guard`. Default: false.
   */
  readonly denyPrivateNetworks?: boolean | undefined;
}

/** What a request of a session takes. */
export interface RequestOptions extends RequestInit, SendOptions {}

const KNOWN: ReadonlySet<string> = new Set([
  'params',
  'data',
  'json',
  'files',
  'headers',
  'cookies',
  'auth',
  'hooks',
  'stream',
  'timeout',
  'verify',
  'cert',
  'proxies',
  'allowRedirects',
  'signal',
  'onUploadProgress',
  'onDownloadProgress',
  'maxBodySize',
]);

/** @throws TypeError for an option that does not exist: a misspelt one would be lost in silence */
export function checkOptions(options: object): void {
  for (const name in options) {
    if (!KNOWN.has(name) && Object.hasOwn(options, name)) throw new TypeError(`A request has no option '${name}'`);
  }
}

/** RD-13: what other clients were found to hand to another origin. */
export const SENSITIVE_HEADERS: readonly string[] = Object.freeze([
  'x-api-key',
  'api-key',
  'x-auth-token',
  'x-csrf-token',
  'x-amz-security-token',
  'private-token',
]);
