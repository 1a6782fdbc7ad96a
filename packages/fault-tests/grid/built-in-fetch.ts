import type { Right } from './fault-case.ts';

/** What a case comes to over the built-in fetch, where it is not what the case asks for. */
export interface Exception {
  readonly right: Right;
  /** The connection outlives the request: only the platform could close it. */
  readonly lingers?: boolean;
  /** A newer Node may be as strict as the case asks. */
  readonly orRight?: boolean;
  /** Requests that reach the peer, where that is another number. */
  readonly requests?: number;
  /** Why it cannot be helped. */
  readonly because: string;
}

const UNSUPPORTED: Right = { error: 'UnsupportedByTransport' };
const OK: Right = { status: 200, body: 'ok' };

const NO_PROXY: Exception = {
  right: UNSUPPORTED,
  requests: 0,
  because: 'the platform decides about proxies: refused before a byte is sent',
};
const NO_CA: Exception = {
  right: UNSUPPORTED,
  because: 'the platform decides which authorities to trust: refused before a byte is sent',
};
const LENIENT = 'its parser lets it pass, and shows nothing of it';
const NO_RETRY: Exception = {
  right: { error: 'ConnectionError' },
  requests: 1,
  because: 'it does not tell whether a connection had served before: nothing is sent twice',
};

/** By case. */
export const builtInFetch: ReadonlyMap<string, Exception> = new Map<string, Exception>([
  ['keepalive-race-reset', NO_RETRY],
  ['keepalive-race-close', NO_RETRY],
  ['1xx-1000-then-200', { right: OK, because: 'it passes over interim responses without counting them' }],
  ['1xx-endless', { right: { error: 'ReadTimeout' }, because: 'it passes over them without counting: time ends it' }],
  ['header-obs-fold', { right: OK, orRight: true, because: LENIENT }],
  ['chunk-no-crlf', { right: OK, orRight: true, because: LENIENT }],
  ['chunk-ext-1MB', { right: OK, because: LENIENT }],
  ['eof-delimited-reset', { right: OK, because: 'it takes a reset for the end of a body without a length' }],
  [
    'gzip-truncated',
    {
      right: { status: 200, body: 'hello gzip! '.repeat(100).slice(0, 1045) },
      because: 'it decodes by itself and passes half a body off as whole',
    },
  ],
  ['br-truncated', { right: { status: 200, body: '' }, because: 'it decodes by itself and passes half a body off' }],
  [
    'gzip-trailing-garbage',
    { right: { error: 'ContentDecodingError' }, because: 'it decodes by itself, and bytes after the end are an error' },
  ],
  [
    'zstd-invalid',
    {
      right: { status: 200, body: 'this is no zstd' },
      orRight: true,
      because:
        'it is never asked for zstd, which it decodes from Node 24 on: before, the body is handed over as it came',
    },
  ],
  ['tls-good', NO_CA],
  ['tls-wrong', NO_CA],
  ['tls-expired', NO_CA],
  ['tls-old-1.0', NO_CA],
  [
    'tls-stall',
    {
      right: { error: 'ConnectTimeout' },
      lingers: true,
      because: 'it goes on with its handshake for ten seconds, whoever has given the request up',
    },
  ],
  ['proxy-407', NO_PROXY],
  ['proxy-502', NO_PROXY],
  ['proxy-garbage', NO_PROXY],
  ['proxy-hang', NO_PROXY],
  ['proxy-close', NO_PROXY],
  ['proxy-reset', NO_PROXY],
  ['proxy-200-then-close', NO_PROXY],
  ['proxy-200-then-plain', NO_PROXY],
  ['proxy-endless-headers', NO_PROXY],
]);
