import type { ConnectionFacts, TlsFacts } from './facts.ts';

/** When it happened, by `performance.now()`: milliseconds. */
interface At {
  readonly time: number;
}

/**
 * Something that happens during a call, for the option `trace`. `request`, `response`, `end` and `error` are told over every
 * transport; `retry` by `retry()`; the others by the transports that can tell.
 *
 * | type | what |
 * | --- | --- |
 * | `request` | a request is handed to the transport: the first one, or one for a redirect or challenge. Secrets in the URL are masked |
 * | `dns` | a name was resolved |
 * | `connect` | TCP is connected, to the server or its proxy |
 * | `tls` | a TLS handshake is done |
 * | `connection` | the request has its connection |
 * | `sent` | the request is written to its end |
 * | `firstByte` | the head of a response has arrived |
 * | `response` | the transport delivers the response |
 * | `retry` | another attempt follows after `wait` milliseconds |
 * | `end` | the body was read to its end, or dropped: then it is not `complete`. `bytes` before content decoding |
 * | `error` | no response came, or the body failed |
 */
export type TraceEvent =
  | (At & { readonly type: 'request'; readonly method: string; readonly url: string; readonly resends: number })
  | (At & { readonly type: 'dns'; readonly host: string; readonly address: string })
  | (At & { readonly type: 'connect'; readonly remoteAddress: string | null; readonly remotePort: number | null })
  | (At & { readonly type: 'tls'; readonly tls: TlsFacts })
  | (At & { readonly type: 'connection'; readonly connection: ConnectionFacts })
  | (At & { readonly type: 'sent' })
  | (At & { readonly type: 'firstByte' })
  | (At & { readonly type: 'response'; readonly status: number; readonly httpVersion: string })
  | (At & { readonly type: 'retry'; readonly status: number | null; readonly error: unknown; readonly wait: number })
  | (At & { readonly type: 'end'; readonly bytes: number; readonly complete: boolean })
  | (At & { readonly type: 'error'; readonly error: unknown });

/** The option `trace`. What it throws is a warning, and changes nothing for the request. */
export type TraceListener = (event: TraceEvent) => void;
