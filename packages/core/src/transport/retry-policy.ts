import { checkBoolean } from '../lang/check-option.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';

/**
 * urllib3's `Retry`, in milliseconds. Counts say how often a request is sent again, beyond the first time; `null` sets
 * no limit of its own.
 */
export interface RetryPolicy {
  /** All retries together: 10 by default. `false` switches retries off. */
  readonly total?: number | null | false | undefined;
  /** For errors before anything was sent: retried with every method. */
  readonly connect?: number | null | undefined;
  /** For errors after the request was sent (read timeout, broken connection); `false`: never. */
  readonly read?: number | null | false | undefined;
  /** For responses of a status in `statusForcelist`, or that ask for it with Retry-After. */
  readonly status?: number | null | undefined;
  /** For other errors: those of TLS, and of a proxy that answered. */
  readonly other?: number | null | undefined;
  /** Methods that may be sent twice: by default the idempotent ones. `null`: every method. */
  readonly allowedMethods?: Iterable<string> | null | undefined;
  /** Statuses that are retried; none by default. */
  readonly statusForcelist?: Iterable<number> | undefined;
  /** Milliseconds: the n-th retry waits `backoffFactor * 2^(n-1)`, the first does not wait. 0 by default. */
  readonly backoffFactor?: number | undefined;
  /** The longest such wait: 120,000 ms by default. */
  readonly backoffMax?: number | undefined;
  /** Up to so many milliseconds are added at random. */
  readonly backoffJitter?: number | undefined;
  /** Whether a 413, 429 or 503 with Retry-After is retried, and the header obeyed: true by default. */
  readonly respectRetryAfterHeader?: boolean | undefined;
  /** The longest wait that Retry-After may ask for: 21,600,000 ms (six hours) by default. */
  readonly retryAfterMax?: number | undefined;
  /** Whether a last response of a retried status is a `RetryError` (the default), or returned. */
  readonly raiseOnStatus?: boolean | undefined;
}

/** What went wrong, by what may be done about it. */
export type RetryReason = 'connect' | 'read' | 'status' | 'other';

/** One attempt that was not the last. */
export interface RetryAttempt {
  readonly method: string;
  /** Secrets masked. */
  readonly url: string;
  readonly status: number | null;
  readonly error: unknown;
}

type Limit = number | null;

/** The policy with its defaults. */
export interface RetryRules {
  readonly limits: Readonly<Record<RetryReason | 'total', Limit>>;
  readonly disabled: boolean;
  readonly readDisabled: boolean;
  readonly allowedMethods: ReadonlySet<string> | null;
  readonly statusForcelist: ReadonlySet<number>;
  readonly backoffFactor: number;
  readonly backoffMax: number;
  readonly backoffJitter: number;
  readonly respectRetryAfterHeader: boolean;
  readonly retryAfterMax: number;
  readonly raiseOnStatus: boolean;
}

const KIND: OptionsKind = optionsKind(
  'retry()',
  [
    'total',
    'connect',
    'read',
    'status',
    'other',
    'allowedMethods',
    'statusForcelist',
    'backoffFactor',
    'backoffMax',
    'backoffJitter',
    'respectRetryAfterHeader',
    'retryAfterMax',
    'raiseOnStatus',
  ] satisfies readonly (keyof RetryPolicy)[],
  {
    attempts: 'total',
    codes: 'statusForcelist',
    limit: 'total',
    maxretries: 'total',
    methods: 'allowedMethods',
    methodwhitelist: 'allowedMethods',
    redirect: 'redirects are followed by the session, which counts them: maxRedirects',
    retries: 'total',
    statuscodes: 'statusForcelist',
    statuses: 'statusForcelist',
    times: 'total',
  },
);

const IDEMPOTENT = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'TRACE'];
const RETRY_AFTER_STATUSES: ReadonlySet<number> = new Set([413, 429, 503]);

/** A number is `{ total: number }`, as `max_retries` of Requests. @throws TypeError for a setting that is none. */
export function retryRules(policy: RetryPolicy | number): RetryRules {
  const p: RetryPolicy = typeof policy === 'number' ? { total: policy } : knownOptions(policy, KIND);
  checkBoolean('retry: respectRetryAfterHeader', p.respectRetryAfterHeader);
  checkBoolean('retry: raiseOnStatus', p.raiseOnStatus);
  const { total = 10, connect = null, read = null, status = null, other = null } = p;
  const limits = {
    total: total === false ? 0 : total,
    connect,
    read: read === false ? 0 : read,
    status,
    other,
  };
  for (const [name, value] of Object.entries(limits)) {
    if (value !== null && (typeof value !== 'number' || Number.isNaN(value)))
      throw new TypeError(`retry: ${name} must be a number or null`);
  }
  const methods = p.allowedMethods === undefined ? IDEMPOTENT : p.allowedMethods;
  return {
    limits,
    disabled: total === false,
    readDisabled: read === false,
    allowedMethods: methods === null ? null : new Set([...methods].map((method) => method.toUpperCase())),
    statusForcelist: new Set(p.statusForcelist ?? []),
    backoffFactor: milliseconds('backoffFactor', p.backoffFactor, 0),
    backoffMax: milliseconds('backoffMax', p.backoffMax, 120_000),
    backoffJitter: milliseconds('backoffJitter', p.backoffJitter, 0),
    respectRetryAfterHeader: p.respectRetryAfterHeader ?? true,
    retryAfterMax: milliseconds('retryAfterMax', p.retryAfterMax, 21_600_000),
    raiseOnStatus: p.raiseOnStatus ?? true,
  };
}

function milliseconds(name: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !(value >= 0)) throw new TypeError(`retry: ${name} must be milliseconds, 0 or more`);
  return value;
}

export function methodAllowed(rules: RetryRules, method: string): boolean {
  return rules.allowedMethods === null || rules.allowedMethods.has(method.toUpperCase());
}

/** urllib3's `is_retry`; `askedFor`: the response has a Retry-After, and a retry is left. */
export function statusRetried(rules: RetryRules, method: string, status: number, askedFor: boolean): boolean {
  if (rules.disabled || !methodAllowed(rules, method)) return false;
  if (rules.statusForcelist.has(status)) return true;
  return askedFor && rules.respectRetryAfterHeader && RETRY_AFTER_STATUSES.has(status);
}

/** The wait before the n-th retry (1 for the first), in milliseconds. */
export function backoff(rules: RetryRules, retries: number): number {
  if (retries <= 1) return 0;
  const wait = rules.backoffFactor * 2 ** (retries - 1) + Math.random() * rules.backoffJitter;
  return Math.min(rules.backoffMax, wait);
}
