import {
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  type ErrorDetails,
  ProxyError,
  ReadTimeout,
  RequestException,
  SSLError,
} from '@req/core';
import { exceptionByCode } from './exception-by-code.ts';
import { type Fault, faultOf } from './socket-faults.ts';

/** Where an error came from. */
export interface SocketErrorContext {
  /** `host:port` or the like, for the message. */
  readonly host: string;
  /**
   * The socket's other end is a proxy: failing to connect is a `ProxyError`, and so is a connection that it closes or
   * resets before it has answered, as in Requests. What it answers that is not HTTP is a `ConnectionError` there too.
   */
  readonly viaProxy?: boolean | undefined;
  /** What was going on; by default it is told by the code alone. */
  readonly phase?: 'connect' | 'send' | 'head' | 'body' | undefined;
}

/** How deep errors are looked for in causes: fetch wraps twice, and a cause may lead back to itself. */
const MAX_DEPTH = 5;

/**
 * The one table from the errors of Node's sockets, TLS and HTTP parser (and of undici, which passes them on) to the
 * exceptions of core. Goes by `code` and `name`, never by class: an error may come from another realm, or have been
 * wrapped by a client that kept no more than its code and message. A core exception is returned as it is.
 *
 * A body cut short or framed wrongly is a `ChunkedEncodingError`, as in Requests, chunked or not.
 */
export function fromSocketError(error: unknown, context: SocketErrorContext): RequestException {
  let seen = error;
  for (let depth = 0; depth < MAX_DEPTH && isObject(seen); depth++) {
    if (seen instanceof RequestException) return seen;
    const code = codeOf(seen);
    if (code !== null) {
      const rebuilt = exceptionByCode(code, messageOf(seen), error);
      if (rebuilt !== null) return rebuilt;
      const fault = faultOf(code, messageOf(seen));
      if (fault !== null) return exceptionFor(fault, code, { error, context });
    }
    seen = seen['cause'] ?? (Array.isArray(seen['errors']) ? seen['errors'][0] : null);
  }
  return exceptionFor(UNKNOWN, isObject(error) ? (codeOf(error) ?? 'unknown error') : 'unknown error', {
    error: error ?? undefined,
    context,
  });
}

const UNKNOWN: Fault = { kind: 'parse', text: 'failed' };

interface Occurrence {
  readonly error: unknown;
  readonly context: SocketErrorContext;
}

function exceptionFor(fault: Fault, code: string, { error, context }: Occurrence): RequestException {
  const { host, phase } = context;
  const details: ErrorDetails = { cause: error };
  const viaProxy = context.viaProxy === true;
  const whom = viaProxy ? `the proxy ${host}` : host;
  const message = `The connection to ${whom} ${fault.text} (${code}).`;
  const connecting = phase === 'connect' || (phase === undefined && isConnectFault(fault));
  if (viaProxy && (connecting || (phase !== 'body' && closedByPeer(fault, code)))) {
    return new ProxyError(message, details);
  }
  if (fault.kind === 'tls') return new SSLError(message, details);
  if (fault.kind === 'connect-timeout') return new ConnectTimeout(message, details);
  if (fault.kind === 'read-timeout') return new ReadTimeout(message, details);
  if (fault.kind === 'os-timeout' && connecting) return new ConnectTimeout(message, details);
  if (phase === 'body') {
    return new ChunkedEncodingError(
      `The body from ${whom} is incomplete: the connection ${fault.text} (${code}).`,
      details,
    );
  }
  return new ConnectionError(message, details);
}

/** True for a connection that ended, in order or not, by nothing that was done here. */
function closedByPeer({ kind }: Fault, code: string): boolean {
  return (kind === 'broken' && !OWN_DOING.has(code)) || code === 'HPE_INVALID_EOF_STATE';
}

const OWN_DOING: ReadonlySet<string> = new Set(['UND_ERR_CLOSED', 'UND_ERR_DESTROYED']);

/** True for what can only happen before anything was sent. */
function isConnectFault(fault: Fault): boolean {
  return fault.kind === 'connect' || fault.kind === 'connect-timeout';
}

type Unknown = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null;
}

function codeOf(error: Unknown): string | null {
  const code = error['code'];
  return typeof code === 'string' && code !== '' ? code : null;
}

function messageOf(error: Unknown): string {
  return typeof error['message'] === 'string' ? error['message'] : '';
}
