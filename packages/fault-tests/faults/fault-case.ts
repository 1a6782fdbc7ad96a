/** What the server does next on a connection. Text is Latin-1: one character per byte. */
export type Step =
  | string
  | Uint8Array
  /** Waits, in milliseconds. */
  | { readonly pause: number }
  /** Waits until the client has sent more. */
  | { readonly await: 'bytes' }
  /** Sends the same piece repeatedly until the connection is gone. */
  | { readonly endless: string | Uint8Array; readonly everyMs?: number }
  /** `close`: FIN, after what was written; `reset`: RST; `stall`: stays open and sends nothing more. */
  | { readonly end: 'close' | 'reset' | 'stall' };

/** Which certificate a TLS server presents. */
export type Certificate = 'server' | 'wrongHost' | 'expired' | 'selfSigned';

/** The misbehaving server or proxy. */
export interface Peer {
  /** What triggers the steps: the connection, its first bytes or (default) the header section of a request. */
  readonly on?: 'accept' | 'bytes' | 'request';
  readonly steps: readonly Step[];
  /** How many times it fails before it answers correctly. Default: until `stopFailing()` is called. */
  readonly times?: number;
  /** `tls10`: speaks nothing newer than TLS 1.0. */
  readonly tls?: { readonly certificate: Certificate; readonly tls10?: boolean };
}

/** The request that meets the fault. Default: a `GET` to the peer over http, with generous timeouts. */
export interface FaultRequest {
  readonly https?: boolean;
  /** The peer is the proxy for a request to an https URL. */
  readonly peerIsProxy?: boolean;
  readonly method?: string;
  /** Size of the request body in bytes. */
  readonly upload?: number;
  /** Milliseconds. */
  readonly timeout?: { readonly connect?: number; readonly read?: number; readonly total?: number };
  readonly maxBodySize?: number;
  /** Sends a successful request first, so that the fault occurs on a reused connection. */
  readonly warm?: boolean;
  /** The client is not told to trust the CA of the peer's certificate. */
  readonly untrustedCa?: boolean;
}

export type ErrorName =
  | 'ChunkedEncodingError'
  | 'ConnectTimeout'
  | 'ConnectionError'
  | 'ContentDecodingError'
  | 'ContentTooLarge'
  | 'InvalidHeader'
  | 'InvalidSchema'
  | 'InvalidURL'
  | 'ProxyError'
  | 'ReadTimeout'
  | 'SSLError'
  | 'Timeout'
  | 'TooManyRedirects'
  | 'UnsupportedByTransport';

/** The outcome that a case requires. */
export type ExpectedOutcome =
  | {
      /** This class exactly, not a subclass. */
      readonly error: ErrorName;
      /** A further class of which the error must be an instance. */
      readonly also?: ErrorName;
    }
  | {
      readonly status: number;
      /** One character per byte. */
      readonly body: string;
      readonly reason?: string;
      /** A response header that must have this value. */
      readonly header?: readonly [name: string, value: string];
    };

/** One way in which a server, a proxy or the network fails a client. */
export interface FaultCase {
  /** A stable name. */
  readonly name: string;
  readonly peer: Peer;
  readonly request?: FaultRequest;
  readonly expected: ExpectedOutcome;
  /** An outcome that is equally acceptable from other clients, where the specifications allow both. */
  readonly alternative?: ExpectedOutcome;
  /** Why the expected outcome differs from what the exception classes or Requests suggest. */
  readonly because?: string;
  /** The exact number of requests that must reach the peer. */
  readonly requests?: number;
}

export interface FaultGroup {
  readonly title: string;
  readonly cases: readonly FaultCase[];
}
