import { ChunkedEncodingError, ConnectionError, ProxyError, type RequestException } from '@req/core';
import { fromSocketError, type UndiciError, undiciErrorOf } from '@req/node-connect';

/** The state of the exchange when an error came. */
export interface ErrorContext {
  /** `host:port`, for the message. */
  readonly host: string;
  /** The connection ends at an HTTP proxy that answers for the server. */
  readonly viaProxy: boolean;
  /** The head of the response had arrived. */
  readonly responded: boolean;
}

/** From an HTTP proxy, before a response, these are a `ProxyError`, as in Requests. */
const CLOSED_BY_PEER: ReadonlySet<unknown> = new Set(['UND_ERR_SOCKET', 'HPE_INVALID_EOF_STATE']);

/** An error of undici, its parser or its socket as core's exception, with the original as `cause`. */
export function fromUndiciError(error: unknown, context: ErrorContext): RequestException {
  const { host, viaProxy, responded } = context;
  const code = codeOf(error);
  const [before, after, what] = undiciErrorOf(code) ?? parserError(code, responded) ?? [];
  if (before === undefined || after === undefined) {
    return fromSocketError(error, { host, viaProxy, phase: responded ? 'body' : undefined });
  }
  const Exception = responded ? after : viaProxy && CLOSED_BY_PEER.has(code) ? ProxyError : before;
  return new Exception(`${host}: ${what}${code === '' ? '' : ` (${code})`}.`, { cause: error });
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

function parserError(code: string, responded: boolean): UndiciError | null {
  if (!code.startsWith('HPE_')) return null;
  const what = responded ? 'the body is malformed' : 'the response is not valid HTTP';
  return [ConnectionError, ChunkedEncodingError, what];
}
