import type { HeaderMap } from '../headers/header-map.ts';
import type { Capability } from './capabilities.ts';
import type { RequestContext } from './context.ts';
import type { ResponseFacts } from './facts.ts';
import type { TraceListener } from './trace.ts';

/**
 * One HTTP client behind one method. A transport only translates: core prepares requests and interprets responses.
 *
 * An implementation must:
 * - make one exchange per call: no redirects, cookies, retries, authentication challenges or content decoding of its own
 *   (without `raw-body` the client underneath decodes, and core does not);
 * - return every status, 4xx and 5xx too, and skip 1xx; reject only if no response arrived;
 * - send the given method, target and headers and no others. `Host`, and the framing that the body needs, are added if the
 *   headers lack them. Anything else that the client adds or changes is listed in its documentation;
 * - never change the request, which may be sent again;
 * - allow concurrent calls;
 * - reject with core's exceptions, with the client's own error as `cause`, also while the body is read. Once `signal` is
 *   aborted it stops promptly and rejects with `errorFromSignal(signal)`;
 * - raise `ConnectTimeout` after `timeout.connect` (DNS, TCP, TLS and the proxy's handshake) and `ReadTimeout` after
 *   `timeout.read` (each wait for bytes, also for the first), also while the body is read. `PhaseTimer` does both;
 * - free the connection when the body's iterator finishes or is returned early, also before its first chunk;
 * - pass on unchanged what the request's own body throws;
 * - mark the error of a reused connection that broke before a byte of the response arrived with `markStale`;
 * - reject `send` after `close()` with a `ConnectionError`;
 * - not be affected by a polluted `Object.prototype`: pass the client explicit options.
 *
 * What the client cannot do is left out of `capabilities`. For a request that needs it, core raises
 * `UnsupportedByTransport` before `send` is called.
 */
export interface Transport {
  /** Short name, used in messages: `undici`. */
  readonly name: string;
  /** What the client can do. */
  readonly capabilities: ReadonlySet<Capability>;
  /** Path of the Unix domain socket that all connections go to. Such a transport is never given a proxy. */
  readonly socketPath?: string | null | undefined;
  /**
   * Sends one request. Resolves as soon as the response head has arrived, or, with `stream: false`, the whole body.
   * It does not reject for a body that fails after the head: the body is then an iterable that yields what arrived and
   * throws, as a redirect is followed whatever its body does.
   */
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Releases idle connections and lets exchanges under way finish. Idempotent. */
  close(): Promise<void>;
}

/** Milliseconds; `null` waits forever. */
export interface TransportTimeout {
  /** For a connection: DNS, TCP, TLS and a proxy's handshake. */
  readonly connect: number | null;
  /** For each wait for bytes, also for the first. */
  readonly read: number | null;
}

/** A client certificate and its private key, as PEM. */
export interface ClientCertificate {
  /** The certificate, with those between it and the root. */
  readonly cert: string | Uint8Array;
  /** Its private key. */
  readonly key: string | Uint8Array;
  /** Decrypts the key. */
  readonly passphrase?: string | undefined;
}

/** How the server's certificate is verified, and which one is presented. Contents, not paths: core has read the files. */
export interface TlsSettings {
  /** `false` switches the verification of the server's certificate off. */
  readonly verify: boolean;
  /** PEM certificates to trust instead of the platform's; `null`: the platform's. */
  readonly ca: string | Uint8Array | readonly (string | Uint8Array)[] | null;
  /** The client certificate to present; `null`: none. */
  readonly cert: ClientCertificate | null;
}

/** The proxy to use for this request. */
export interface ProxySettings {
  /** An `http`, `https`, `socks4`, `socks4a`, `socks5` or `socks5h` URL. Only those for SOCKS have userinfo. */
  readonly url: string;
  /** Headers for the proxy only (`Proxy-Authorization`), sent with CONNECT and with absolute-form requests. */
  readonly headers: HeaderMap;
}

/** Decides which addresses a request may be sent to (`denyPrivateNetworks`). */
export interface AddressGuard {
  /** Guards with the same key decide alike. A connection must not be shared by requests with different keys or without a guard. */
  readonly key: string;
  /** Whether this IP address may be connected to. Not asked for a proxy's own address, which the caller chose. */
  permits(address: string): boolean;
}

/** One exchange to make. */
export interface TransportRequest {
  /** A token, in the case to send. */
  readonly method: string;
  /** Absolute, encoded, without fragment or userinfo. */
  readonly url: string;
  /** Field lines in order, `Content-Length` or `Transfer-Encoding` included when the body needs one. */
  readonly headers: HeaderMap;
  /** The body: bytes, or chunks to send as they come; `null`: none. */
  readonly body: null | Uint8Array | AsyncIterable<Uint8Array>;
  /** How long to wait. */
  readonly timeout: TransportTimeout;
  /** How the server's certificate is verified. */
  readonly tls: TlsSettings;
  /** The proxy to use; `null`: none. */
  readonly proxy: ProxySettings | null;
  /** Ends the exchange when it fires; `null`: nothing does. */
  readonly signal: AbortSignal | null;
  /**
   * `false`: the transport may return the whole body as bytes if the status is 2xx (`mayCollect`). Any other body may be
   * dropped, and is returned as it arrives.
   */
  readonly stream: boolean;
  /**
   * The body is read only when the caller asks for it, if at all. While nobody waits for a chunk, the connection does not
   * keep the process alive.
   */
  readonly lazy?: boolean | undefined;
  /**
   * With `address-guard`: decides about the addresses of the URL's host, after DNS and before connecting. Addresses that it
   * does not permit are not connected to; if none is left, `HostNotAllowed`. Before a proxy is asked that resolves the name
   * itself, the name is resolved here too: `HostNotAllowed` if one of its addresses is not permitted, or if it cannot be
   * resolved.
   */
  readonly guard?: AddressGuard | null | undefined;
  /**
   * Set after a redirect to another origin. A client with headers of its own (an instance's defaults, interceptors) must not
   * add credentials then: no `Authorization`, `Cookie` or `Proxy-Authorization`, and none of the names listed here. What is
   * in `headers` comes from core and stays.
   */
  readonly withheldHeaders?: readonly string[] | null | undefined;
  /** What the caller tells the wrappers of a transport. Never sent. */
  readonly context: RequestContext;
  /**
   * Told what happens, as it happens: see `TraceEvent`. A transport tells `dns`, `connect`, `tls`, `connection`, `sent` and
   * `firstByte` if its client says when they happen; the other events are not its business. It never throws.
   */
  readonly trace?: TraceListener | null | undefined;
  /**
   * True in a browser only, whose `fetch` hides redirects from scripts: the client is to follow them itself, and to say in
   * `url` where they led. Any other client leaves them to core.
   */
  readonly followRedirects?: boolean | undefined;
}

/** The response of an exchange. */
export interface TransportResponse {
  /** 100 to 599, but never an interim status. */
  readonly status: number;
  /** One character a byte; `''` when the server sent none. */
  readonly reason: string;
  /** `'1.0'`, `'1.1'` or `'2'`. */
  readonly httpVersion: string;
  /** Every field line, in order. */
  readonly headers: HeaderMap;
  /** The URL that the response is from, if the client followed redirects (see `followRedirects`). */
  readonly url?: string | undefined;
  /** Undecoded, unless the transport lacks `raw-body`. Read once. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /**
   * What the transport knows besides, such as `connection` and `timings`; `timings.end` may come later. Left out is what it
   * does not know. A wrapper that sends a request more than once sets `attempts`.
   */
  readonly facts?: Partial<ResponseFacts> | null | undefined;
  /** The trailer fields, once the body has been read to its end. Left out by a transport that does not see them. */
  readonly trailers?: Promise<HeaderMap> | null | undefined;
}
