/** What a server does next on a connection. Text is bytes, one a character. */
export type Step =
  | string
  | Uint8Array
  /** Waits, in milliseconds. */
  | { readonly pause: number }
  /** Waits until the client has sent something more. */
  | { readonly await: 'bytes' }
  /** The same piece again and again, until the connection is gone. */
  | { readonly endless: string | Uint8Array; readonly everyMs?: number }
  /** `close`: FIN after what was written; `reset`: RST; `stall`: nothing more ever comes. */
  | { readonly end: 'close' | 'reset' | 'stall' };

/** Which certificate a TLS server shows. */
export type Certificate = 'server' | 'wrongHost' | 'expired' | 'selfSigned';

/** The other end of a connection. */
export interface Peer {
  /** What sets the steps off: the connection, its first bytes, or (by default) the head of a request. */
  readonly on?: 'accept' | 'bytes' | 'request';
  readonly steps: readonly Step[];
  /** How often; then it answers well. By default always, until it is told to behave. */
  readonly times?: number;
  readonly tls?: { readonly certificate: Certificate; readonly oldest?: boolean };
}

/** What is asked of the client; by default `GET` of the peer over http, with patient timeouts. */
export interface Ask {
  readonly https?: boolean;
  /** The peer is the proxy to an https URL. */
  readonly asProxy?: boolean;
  readonly method?: string;
  /** Bytes of the request's body. */
  readonly upload?: number;
  /** Milliseconds. */
  readonly timeout?: { readonly connect?: number; readonly read?: number; readonly total?: number };
  readonly maxBodySize?: number;
  /** A good request goes first, so that the fault meets a connection that has served before. */
  readonly warm?: boolean;
  /** The certificate's authority is not made known to the client. */
  readonly strangerCa?: boolean;
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

/** The one right end of a case. */
export type Right =
  | {
      /** This class exactly, not a subclass. */
      readonly error: ErrorName;
      /** A further class that catches it. */
      readonly also?: ErrorName;
    }
  | {
      readonly status: number;
      /** The body, one character a byte. */
      readonly body: string;
      readonly reason?: string;
      /** A response header that must be there with this value. */
      readonly header?: readonly [name: string, value: string];
    };

/** One way in which a server fails its client. */
export interface FaultCase {
  /** Stable name. */
  readonly name: string;
  readonly peer: Peer;
  readonly ask?: Ask;
  readonly right: Right;
  /** What is as good where the rule is one of several: other clients are not blamed for it. */
  readonly orElse?: Right;
  /** Why the right end is another one than the class table or Requests suggests. */
  readonly because?: string;
  /** How many requests the peer must have seen, where that is part of the right end. */
  readonly requests?: number;
}

export interface FaultGroup {
  readonly title: string;
  readonly cases: readonly FaultCase[];
}
