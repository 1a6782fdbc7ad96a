import {
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  type ErrorDetails,
  ProxyError,
  RequestException,
  SSLError,
} from '@req/core';
import { exceptionByCode } from './exception-by-code.ts';
import { type Fault, faultOf } from './socket-faults.ts';
import { type UndiciError, undiciErrorOf } from './undici-errors.ts';

/** Where an error occurred. */
export interface SocketErrorContext {
  /** `host:port` or the like, for the message. */
  readonly host: string;
  /**
   * The other end is a proxy: a failure to connect is a `ProxyError`, and so is a connection that is closed or reset
   * before the response, as in Requests. A response that is not HTTP is a `ConnectionError` here too.
   */
  readonly viaProxy?: boolean | undefined;
  /** What was being done. By default the code alone decides. */
  readonly phase?: 'connect' | 'send' | 'head' | 'body' | undefined;
}

/** How many causes are followed: fetch wraps twice, and causes may be circular. */
const MAX_DEPTH = 5;

/**
 * Core's exception for an error of Node's sockets, TLS or HTTP parser, or of undici, which passes them on. Goes by
 * `code`, not by class: an error may come from another realm, or be wrapped by a client that kept only its code and
 * message. A core exception is returned unchanged.
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
      const known = undiciErrorOf(code);
      if (known !== undefined) return undiciException(known, code, { error, context });
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
  if (fault.kind === 'os-timeout' && connecting) return new ConnectTimeout(message, details);
  if (phase === 'body') {
    return new ChunkedEncodingError(
      `The body from ${whom} is incomplete: the connection ${fault.text} (${code}).`,
      details,
    );
  }
  return new ConnectionError(message, details);
}

/** True for a connection that the other side ended, in whatever way. */
function closedByPeer({ kind }: Fault, code: string): boolean {
  return kind === 'broken' || code === 'HPE_INVALID_EOF_STATE';
}

function undiciException(
  [before, after, text]: UndiciError,
  code: string,
  { error, context }: Occurrence,
): RequestException {
  const { host, phase } = context;
  const viaProxy = context.viaProxy === true;
  const connecting = phase === 'connect' || (phase === undefined && before === ConnectTimeout);
  const ofProxy = viaProxy && (connecting || (phase !== 'body' && code === 'UND_ERR_SOCKET'));
  const Exception = ofProxy ? ProxyError : phase === 'body' ? after : before;
  return new Exception(`${viaProxy ? `the proxy ${host}` : host}: ${text} (${code}).`, { cause: error });
}

/** True for faults that can only occur before anything was sent. */
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
