import type { HeaderMap } from '../headers/header-map.ts';
import type { Capability } from './capabilities.ts';

/**
 * One HTTP client behind one method. A transport is a thin, honest translator: core prepares what goes out and
 * interprets what comes back.
 *
 * An implementer must:
 * - make one exchange a call: no redirects, cookies, retries, authentication challenges or content decoding of its own
 *   (without `raw-body` the client underneath decodes; core then leaves the body alone);
 * - return every status, 4xx and 5xx too, and pass over 1xx; reject only when no response came;
 * - send the method, target and headers given and no others. `Host`, and the framing that the body asks for, are added
 *   when the headers lack them. What the client adds or changes beyond that is listed in its documentation;
 * - never change the request, which may be sent again;
 * - allow calls to overlap;
 * - reject with core's exceptions, the client's own error as `cause`; also while the body is read. Once `signal` is
 *   aborted it stops promptly and rejects with `errorFromSignal(signal)`;
 * - keep `timeout.connect` (DNS, TCP, TLS and the proxy's handshake) as `ConnectTimeout`, and `timeout.read` (each wait
 *   for bytes, the response's head included) as `ReadTimeout`, also while the body is read. `PhaseTimer` does both;
 * - free the connection when the body's iterator finishes or is returned early, also before its first piece;
 * - pass on, as it is, what the request's own body throws;
 * - mark with `markStale` the error of a connection that had served before and broke before a byte of the response;
 * - reject `send` after `close()` with a `ConnectionError`;
 * - never follow `Object.prototype`: pass the client explicit options.
 *
 * What the client cannot do is left out of `capabilities`: core then raises `UnsupportedByTransport` for a request
 * that needs it, before `send` is called.
 */
export interface Transport {
  /** Short name, used in messages: `undici`. */
  readonly name: string;
  readonly capabilities: ReadonlySet<Capability>;
  /** Path of the Unix domain socket that every connection is made to: such a transport is given no proxy. */
  readonly socketPath?: string | null | undefined;
  /**
   * Sends one request. Resolves as soon as the response's head is there, or, with `stream: false`, when the body is.
   * A body that fails after the head is no reason to reject: what came is handed over as an iterable that then throws,
   * for a redirect is followed whatever its body does.
   */
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Releases idle connections and lets exchanges under way end; idempotent. */
  close(): Promise<void>;
}

/** Milliseconds; `null` waits for ever. */
export interface TransportTimeout {
  readonly connect: number | null;
  readonly read: number | null;
}

/** A client certificate and its private key, as PEM. */
export interface ClientCertificate {
  readonly cert: string | Uint8Array;
  readonly key: string | Uint8Array;
  readonly passphrase?: string | undefined;
}

/** How the server's certificate is judged and which one is presented. Contents, not paths: core has read the files. */
export interface TlsSettings {
  /** `false` switches the check of the server's certificate off. */
  readonly verify: boolean;
  /** PEM certificates to trust instead of the platform's; `null`: the platform's. */
  readonly ca: string | Uint8Array | readonly (string | Uint8Array)[] | null;
  readonly cert: ClientCertificate | null;
}

/** The proxy to use for this request. */
export interface ProxySettings {
  /** `http`, `https`, `socks4`, `socks4a`, `socks5` or `socks5h` URL; userinfo only for socks. */
  readonly url: string;
  /** Headers for the proxy alone (`Proxy-Authorization`): sent with CONNECT, and with absolute-form requests. */
  readonly headers: HeaderMap;
}

/** Judges the addresses that a request may be sent to (`denyPrivateNetworks`). */
export interface AddressGuard {
  /** Guards of the same key judge alike. A connection serves requests of one key only, and those without a guard apart. */
  readonly key: string;
  /** Whether a connection to this IP address may be made. A proxy's own address is the caller's choice: it is not asked for. */
  permits(address: string): boolean;
}

export interface TransportRequest {
  readonly method: string;
  /** Absolute, encoded, without fragment or userinfo. */
  readonly url: string;
  /** Field lines in order, `Content-Length` or `Transfer-Encoding` included when the body needs one. */
  readonly headers: HeaderMap;
  readonly body: null | Uint8Array | AsyncIterable<Uint8Array>;
  readonly timeout: TransportTimeout;
  readonly tls: TlsSettings;
  readonly proxy: ProxySettings | null;
  readonly signal: AbortSignal | null;
  /**
   * `false`: the transport may hand the body over whole if the status is 2xx (`mayCollect`). Other bodies may be given up:
   * they are handed over as they come.
   */
  readonly stream: boolean;
  /**
   * The body is read when the caller asks for it, if ever: while nobody waits for a piece of it, the connection does not
   * keep the process alive.
   */
  readonly lazy?: boolean | undefined;
  /**
   * Asked, with `address-guard`, about what the URL's host resolves to, after DNS and before connecting. Addresses that
   * it does not permit are not connected to; when none is left, `HostNotAllowed`. With a proxy that resolves the name by
   * itself, the name is resolved here as well before the proxy is asked: `HostNotAllowed` when one of its addresses is
   * not permitted, or when it cannot be resolved.
   */
  readonly guard?: AddressGuard | null | undefined;
  /**
   * Set once a redirect has led to another origin: a client with headers of its own (an instance's defaults,
   * interceptors) must add no credentials then: no `Authorization`, `Cookie` or `Proxy-Authorization`, and none of the
   * names listed here. What is in `headers` is core's and stays.
   */
  readonly withheldHeaders?: readonly string[] | null | undefined;
}

export interface TransportResponse {
  readonly status: number;
  /** One character a byte; `''` when the server sent none. */
  readonly reason: string;
  /** `'1.0'`, `'1.1'` or `'2'`. */
  readonly httpVersion: string;
  /** Every field line, in order. */
  readonly headers: HeaderMap;
  /** Undecoded, unless the transport lacks `raw-body`. Read once. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}
