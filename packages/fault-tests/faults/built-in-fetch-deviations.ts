import type { ExpectedOutcome } from './fault-case.ts';

/** What happens over Node's built-in `fetch` instead of the outcome that the case expects. */
export interface Deviation {
  readonly expected: ExpectedOutcome;
  /** The connection outlives the request: only the platform could close it. */
  readonly staysOpen?: boolean;
  /** The outcome of the case is accepted too, because newer versions of Node are as strict as it demands. */
  readonly orExpected?: boolean;
  /** Number of requests that reach the peer, if it differs. */
  readonly requests?: number;
  /** Why req cannot do better. */
  readonly because: string;
}

const UNSUPPORTED: ExpectedOutcome = { error: 'UnsupportedByTransport' };
const OK: ExpectedOutcome = { status: 200, body: 'ok' };

const NO_PROXY: Deviation = {
  expected: UNSUPPORTED,
  requests: 0,
  because: 'fetch has no option for a proxy: req refuses the request before it is sent',
};
const NO_CA: Deviation = {
  expected: UNSUPPORTED,
  because: 'fetch has no option for trusted CAs: req refuses the request before it is sent',
};
const LENIENT = 'its parser accepts this, and nothing of it is visible to req';
const NO_RETRY: Deviation = {
  expected: { error: 'ConnectionError' },
  requests: 1,
  because: 'it does not tell whether a connection was reused, so no request is sent twice',
};

/** By name of the case. */
export const builtInFetchDeviations: ReadonlyMap<string, Deviation> = new Map<string, Deviation>([
  ['keepalive-race-reset', NO_RETRY],
  ['keepalive-race-close', NO_RETRY],
  ['1xx-1000-then-200', { expected: OK, because: 'it skips interim responses without counting them' }],
  [
    '1xx-endless',
    { expected: { error: 'ReadTimeout' }, because: 'it skips them without counting: the timeout ends it' },
  ],
  ['header-obs-fold', { expected: OK, orExpected: true, because: LENIENT }],
  ['chunk-no-crlf', { expected: OK, orExpected: true, because: LENIENT }],
  ['chunk-ext-1MB', { expected: OK, because: LENIENT }],
  ['eof-delimited-reset', { expected: OK, because: 'it treats a reset as the end of a body without a length' }],
  [
    'gzip-truncated',
    {
      expected: { status: 200, body: 'hello gzip! '.repeat(100).slice(0, 1045) },
      because: 'it decodes the body itself and reports a truncated one as complete',
    },
  ],
  [
    'br-truncated',
    {
      expected: { status: 200, body: '' },
      because: 'it decodes the body itself and reports a truncated one as complete',
    },
  ],
  [
    'gzip-trailing-garbage',
    {
      expected: { error: 'ContentDecodingError' },
      because: 'it decodes the body itself and rejects bytes after the end of the gzip data',
    },
  ],
  [
    'zstd-invalid',
    {
      expected: { status: 200, body: 'this is no zstd' },
      orExpected: true,
      because: 'it decodes zstd only from Node 24 on; older versions return the body undecoded',
    },
  ],
  ['tls-good', NO_CA],
  ['tls-wrong', NO_CA],
  ['tls-expired', NO_CA],
  ['tls-old-1.0', NO_CA],
  [
    'tls-stall',
    {
      expected: { error: 'ConnectTimeout' },
      staysOpen: true,
      because: 'it continues its handshake for ten seconds after the request was cancelled',
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
