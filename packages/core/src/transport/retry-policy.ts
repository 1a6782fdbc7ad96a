import {
  ConnectionError,
  ConnectTimeout,
  InvalidHeader,
  ProxyError,
  ReadTimeout,
  type RetryAttempt,
  SSLError,
} from '../errors/errors.ts';
import { checkBoolean, checkFunction, checkNumber } from '../lang/check-option.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';

/**
 * urllib3's `Retry`, in milliseconds. Each count limits how often a request is sent again, not counting the first time;
 * `null`: no limit of its own.
 */
export interface RetryPolicy {
  /** All retries together. Default: 10. `false` switches retries off. */
  readonly total?: number | null | false | undefined;
  /** After errors before anything was sent. Retried with every method. */
  readonly connect?: number | null | undefined;
  /** After errors once the request was sent (read timeout, broken connection). `false`: never. */
  readonly read?: number | null | false | undefined;
  /** After responses with a status in `statusForcelist`, and those that ask for a retry with Retry-After. */
  readonly status?: number | null | undefined;
  /** After other errors: of TLS, and from a proxy that responded. */
  readonly other?: number | null | undefined;
  /** Methods that may be sent again. Default: the idempotent ones. `null`: every method. */
  readonly allowedMethods?: Iterable<string> | null | undefined;
  /** Statuses that are retried. Default: none. */
  readonly statusForcelist?: Iterable<number> | undefined;
  /** Milliseconds. The n-th retry waits `backoffFactor * 2^(n-1)`, the first does not wait. Default: 0. */
  readonly backoffFactor?: number | undefined;
  /** The longest such wait. Default: 120,000 ms. */
  readonly backoffMax?: number | undefined;
  /** Up to this many milliseconds are added at random. Default: 0. */
  readonly backoffJitter?: number | undefined;
  /**
   * Whether a 413, 429 or 503 with Retry-After is retried, after the wait it asks for. A wait of 0, or a date in the past, asks
   * for none: then the wait is that of `backoffFactor`, as in urllib3. Default: true.
   */
  readonly respectRetryAfterHeader?: boolean | undefined;
  /** The longest wait that Retry-After may ask for. Default: 21,600,000 ms (six hours). */
  readonly retryAfterMax?: number | undefined;
  /** Whether the last response, if its status would be retried, is a `RetryError` or is returned. Default: true. */
  readonly raiseOnStatus?: boolean | undefined;
  /** Called before each retry. What it throws is a process warning, and does not stop the retry. */
  readonly onRetry?: ((event: RetryEvent) => void) | null | undefined;
  /**
   * Limits the retries of all requests over this transport together, so that a server in trouble does not get many times the
   * load. Default: `null`, no such limit.
   */
  readonly budget?: RetryBudget | null | undefined;
}

/**
 * How many retries all requests together may cause. Each request adds `ratio` to an account that holds at most `burst`; each
 * retry takes 1 from it. Without 1 left, nothing is retried.
 */
export interface RetryBudget {
  /** Retries for each request: 0.2 is one retry for five requests. Default: 0.2. */
  readonly ratio?: number | undefined;
  /** Retries that are possible at once, such as at the beginning. Default: 10. */
  readonly burst?: number | undefined;
}

/** A retry that is about to happen: the attempt that failed, and what follows. */
export interface RetryEvent extends RetryAttempt {
  /** 1 for the first retry. */
  readonly number: number;
  /** Why it is retried. */
  readonly reason: RetryReason;
  /** Milliseconds until the next attempt. */
  readonly wait: number;
}

/** Why an attempt is retried: the limit that it counts for. */
export type RetryReason = 'connect' | 'read' | 'status' | 'other';

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
  readonly onRetry: ((event: RetryEvent) => void) | null;
  readonly budget: RetryAccount | null;
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
    'onRetry',
    'budget',
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

const BUDGET: OptionsKind = optionsKind('budget', ['ratio', 'burst'] satisfies readonly (keyof RetryBudget)[]);

const IDEMPOTENT = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'TRACE'];
const RETRY_AFTER_STATUSES: ReadonlySet<number> = new Set([413, 429, 503]);

/** A number means `{ total: number }`, as Requests' `max_retries`. @throws TypeError for an invalid policy */
export function retryRules(policy: RetryPolicy | number): RetryRules {
  const p: RetryPolicy = typeof policy === 'number' ? { total: policy } : knownOptions(policy, KIND);
  checkBoolean('retry: respectRetryAfterHeader', p.respectRetryAfterHeader);
  checkBoolean('retry: raiseOnStatus', p.raiseOnStatus);
  checkFunction('retry: onRetry', p.onRetry);
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
    onRetry: p.onRetry ?? null,
    budget: p.budget ? new RetryAccount(p.budget) : null,
  };
}

/** The account of a `RetryBudget`. Shared by all requests of a transport. */
export class RetryAccount {
  readonly #ratio: number;
  readonly #burst: number;
  #balance: number;

  /** @throws TypeError for anything but numbers of 0 or more */
  constructor(budget: RetryBudget) {
    if (typeof budget !== 'object') throw new TypeError('retry: budget must be { ratio, burst }');
    const { ratio = 0.2, burst = 10 } = knownOptions(budget, BUDGET);
    checkNumber('retry: budget.ratio', ratio, 0);
    checkNumber('retry: budget.burst', burst, 0);
    this.#ratio = ratio;
    this.#burst = burst;
    this.#balance = burst;
  }

  get empty(): boolean {
    // Fifths do not add up to exactly 1.
    return this.#balance < 1 - 1e-9;
  }

  /** For a request. */
  deposit(): void {
    this.#balance = Math.min(this.#burst, this.#balance + this.#ratio);
  }

  /** For a retry. */
  withdraw(): void {
    this.#balance--;
  }
}

function milliseconds(name: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !(value >= 0)) throw new TypeError(`retry: ${name} must be milliseconds, 0 or more`);
  return value;
}

export function methodAllowed(rules: RetryRules, method: string): boolean {
  return rules.allowedMethods === null || rules.allowedMethods.has(method.toUpperCase());
}

/** urllib3's `is_retry`. `askedFor`: the response has a Retry-After header, and retries are left. */
export function statusRetried(rules: RetryRules, method: string, status: number, askedFor: boolean): boolean {
  if (rules.disabled || !methodAllowed(rules, method)) return false;
  if (rules.statusForcelist.has(status)) return true;
  return askedFor && rules.respectRetryAfterHeader && RETRY_AFTER_STATUSES.has(status);
}

/** The wait before the n-th retry (1 for the first), in milliseconds. */
export function backoff(rules: RetryRules, retries: number): number {
  if (retries <= 1) return 0;
  const wait = rules.backoffFactor * 2 ** (retries - 1) + Math.round(Math.random() * rules.backoffJitter);
  return Math.min(rules.backoffMax, wait);
}

/** Roughly the three date formats of RFC 9110 §5.6.7: all begin with the name of a day. */
const DATE = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? .{1,40}$/i;

/**
 * The wait that a Retry-After header asks for (RFC 9110 §10.2.3: seconds or a date), in milliseconds and at most `max`; 0
 * for a date in the past.
 * @throws InvalidHeader for anything else, as urllib3
 */
export function parseRetryAfter(value: string, max: number, now: number = Date.now()): number {
  const text = value.trim();
  if (/^\d+$/.test(text)) return Math.min(max, Number(text) * 1000);
  const zoned = /[+-]\d{4}$|GMT$|UTC$/i.test(text) ? text : `${text} GMT`;
  const time = DATE.test(text) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(time)) throw new InvalidHeader(`Invalid Retry-After header: ${JSON.stringify(text.slice(0, 100))}`);
  return Math.min(max, Math.max(0, time - now));
}

/** Error codes of connections that were never established: the server saw nothing of the request. */
const NOT_CONNECTED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ENOENT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * Which limit of the policy an error counts for. `null` for an error that a retry cannot fix: an abort, a total timeout, a
 * request that cannot be sent.
 */
export function retryReason(error: unknown): RetryReason | null {
  if (error instanceof ConnectTimeout) return 'connect';
  if (error instanceof ReadTimeout) return 'read';
  if (!(error instanceof ConnectionError)) return null;
  if (neverConnected(error)) return 'connect';
  return error instanceof ProxyError || error instanceof SSLError ? 'other' : 'read';
}

function neverConnected(error: unknown): boolean {
  let current = error as { code?: unknown; cause?: unknown } | null | undefined;
  for (let depth = 0; depth < 8 && typeof current === 'object' && current !== null; depth++) {
    if (NOT_CONNECTED.has(current.code)) return true;
    current = current.cause as typeof current;
  }
  return false;
}
