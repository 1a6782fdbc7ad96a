import { ownProperty } from '../lang/own-properties.ts';

/** What is known about how a response came about, besides the response itself. */
export interface ResponseFacts {
  /**
   * How often the request was sent to get this response: 1 unless it was retried. The requests of redirects and challenges are
   * not counted here; each has a response of its own, in the `history`.
   */
  readonly attempts: number;
  /** How many redirects were followed. */
  readonly redirects: number;
  /** A cache gave the response: nothing was sent, or only to ask whether it is still valid. */
  readonly fromCache: boolean;
  /** The connection that it came over; `null` where the transport does not tell. */
  readonly connection: ConnectionFacts | null;
  /** When what happened; `null` where the transport does not tell. */
  readonly timings: Timings | null;
}

/** A connection. */
export interface ConnectionFacts {
  /** The address of the other end: the server, or the proxy in front of it. `null` for a Unix domain socket. */
  readonly remoteAddress: string | null;
  /** Its port. */
  readonly remotePort: number | null;
  /** Whether it had carried a request before. */
  readonly reused: boolean;
  /** `null`: not encrypted. */
  readonly tls: TlsFacts | null;
}

/** TLS of a connection, as negotiated with the server. */
export interface TlsFacts {
  /** `TLSv1.3`, `TLSv1.2` … */
  readonly protocol: string;
  /** The cipher suite, by its IANA name: `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** What ALPN chose: `h2`, `http/1.1`; `null` without ALPN. */
  readonly alpnProtocol: string | null;
  /** Whether the certificate was verified: `false` only with `verify: false`. */
  readonly authorized: boolean;
}

/**
 * Milliseconds from the moment that the transport got the request until something was done. `null`: it did not happen, or not
 * yet, or the transport does not tell.
 */
export interface Timings {
  /** The name was resolved. `null` on a reused connection, and for an address. */
  readonly dns: number | null;
  /** TCP was connected, to the server or its proxy. `null` on a reused connection. */
  readonly connect: number | null;
  /** The TLS handshake with the server was done. `null` on a reused connection and without TLS. */
  readonly tls: number | null;
  /** The request was written to its end. */
  readonly sent: number | null;
  /** The head of the response had arrived. */
  readonly firstByte: number | null;
  /** The body had arrived to its end. */
  readonly end: number | null;
}

/** What a transport told, without anything that was added to `Object.prototype`. */
export function ownFacts(facts: Partial<ResponseFacts> | null): Partial<ResponseFacts> {
  if (facts === null) return {};
  const own = (name: keyof ResponseFacts): unknown => ownProperty(facts, name);
  return {
    attempts: own('attempts'),
    fromCache: own('fromCache'),
    connection: own('connection'),
    timings: own('timings'),
  } as Partial<ResponseFacts>;
}

/** How often a request was sent for a response. */
export function attemptsOf(response: object): number {
  const facts = ownProperty(response, 'facts') as Partial<ResponseFacts> | null | undefined;
  return facts === null || facts === undefined ? 1 : ((ownProperty(facts, 'attempts') as number | undefined) ?? 1);
}
