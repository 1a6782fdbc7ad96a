import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { refusedPort } from '@req/test-support/ports';
import {
  AbortError,
  ConnectionError,
  ConnectTimeout,
  InvalidHeader,
  InvalidURL,
  ProxyError,
  ReadTimeout,
  RetryError,
  SSLError,
  Timeout,
  UnrewindableBodyError,
} from '../../src/errors/errors.ts';
import { HeaderMap } from '../../src/headers/header-map.ts';
import { FunctionTransport } from '../../src/transport/function-transport.ts';
import { type RetriedResponse, retry } from '../../src/transport/retry.ts';
import {
  backoff,
  parseRetryAfter,
  type RetryEvent,
  type RetryPolicy,
  retryReason,
  retryRules,
} from '../../src/transport/retry-policy.ts';
import type { Transport, TransportRequest } from '../../src/transport/transport.ts';
import { HttpTransport, plainRequest } from './http-transport.ts';
import { later, type Reply, ScriptServer } from './script-server.ts';

const server = new ScriptServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Outcome {
  readonly seen: readonly string[];
  /** A status, or the name of an error. */
  readonly result: number | string;
  readonly error: Error & { retries?: readonly unknown[] };
  readonly response: RetriedResponse;
}

async function run(
  policy: RetryPolicy | number,
  replies: Reply[],
  change: Partial<TransportRequest> = {},
): Promise<Outcome> {
  server.play(...replies);
  let response = null as RetriedResponse | null;
  let error = null as Error | null;
  try {
    response = (await retry(new HttpTransport(), policy).send(plainRequest(server.url, change))) as RetriedResponse;
    if (!(response.body instanceof Uint8Array)) for await (const _ of response.body);
  } catch (caught) {
    error = caught as Error;
  }
  const result = response?.status ?? (error as Error).name;
  return { seen: [...server.seen], result, error: error as never, response: response as never };
}

/** Records the waits before retries, in milliseconds; each is over at once. */
async function waits(during: () => Promise<unknown>): Promise<number[]> {
  const asked: number[] = [];
  const real = globalThis.setTimeout;
  const timers = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms: number) => {
    // A discarded response has a second to end: that is not a wait before a retry.
    if (ms === 1000) return real(run, ms);
    asked.push(ms);
    return real(run, 0);
  }) as never);
  try {
    await during();
  } finally {
    timers.mockRestore();
  }
  return asked;
}

const gets = (n: number): string[] => Array<string>(n).fill('GET');

describe("retry() behaves like urllib3's Retry", () => {
  const on500: RetryPolicy = { total: 2, statusForcelist: [500] };
  test.each<[what: string, policy: RetryPolicy | number, replies: Reply[], requests: number, result: number | string]>([
    ['a forced status uses up the policy', on500, [500, 500, 500, 500], 3, 'RetryError'],
    ['or is returned', { ...on500, raiseOnStatus: false }, [500, 500, 500, 500], 3, 500],
    ['or is mended', on500, [500], 2, 200],
    ['another status is not retried', on500, [502], 1, 502],
    ['no retries left: an error at once', { total: 0, statusForcelist: [500] }, [500], 1, 'RetryError'],
    ['switched off', { total: false, statusForcelist: [500] }, [500], 1, 500],
    ['switched off for errors too', { total: false }, ['drop'], 1, 'ConnectionError'],
    [
      'status has a limit of its own',
      { total: 9, status: 1, statusForcelist: [500] },
      [500, 500, 500],
      2,
      'RetryError',
    ],
    [
      'without a total the others count',
      { total: null, status: 1, statusForcelist: [500] },
      [500, 500, 500],
      2,
      'RetryError',
    ],
    ['a limit for reads does not count statuses', { total: 9, read: 0, statusForcelist: [500] }, [500], 2, 200],
    ['Retry-After is heeded for 503', 2, [later(503, '0')], 2, 200],
    ['Retry-After is heeded for 429', 2, [later(429, '0')], 2, 200],
    ['Retry-After is heeded for 413', 2, [later(413, '0')], 2, 200],
    ['Retry-After is not heeded for 500', 2, [later(500, '0')], 1, 500],
    ['a date that has passed', 2, [later(503, 'Thu, 01 Jan 1970 00:00:00 GMT')], 2, 200],
    ['nonsense is InvalidHeader', 2, [later(503, 'soon')], 1, 'InvalidHeader'],
    ['Retry-After may be ignored', { total: 2, respectRetryAfterHeader: false }, [later(503, 'soon')], 1, 503],
    ['Retry-After without retries', 0, [later(503, '0')], 1, 503],
    ['Retry-After until the retries are gone: the last response', 1, [later(503, '0'), later(503, '0')], 2, 503],
    ['a number is a total', 1, [later(503, '0')], 2, 200],
    ['a dropped connection', 2, ['drop'], 2, 200],
    ['a dropped connection, too often', 2, ['drop', 'drop', 'drop'], 3, 'ConnectionError'],
    ['a dropped connection with read 0', { total: 2, read: 0 }, ['drop'], 1, 'ConnectionError'],
    ['a dropped connection with read false', { total: 2, read: false }, ['drop'], 1, 'ConnectionError'],
    ['no policy worth the name', 0, ['drop'], 1, 'ConnectionError'],
  ])('%s', async (_what, policy, replies, requests, result) => {
    const outcome = await run(policy, replies);
    expect([outcome.seen, outcome.result]).toEqual([gets(requests), result]);
  });

  test.each<[what: string, policy: RetryPolicy, method: string, reply: Reply, seen: string[], result: number | string]>(
    [
      ['POST is not idempotent', on500, 'POST', 500, ['POST x'], 500],
      ['PATCH is not', on500, 'PATCH', 500, ['PATCH x'], 500],
      ['PUT is', on500, 'PUT', 500, ['PUT x', 'PUT x'], 200],
      ['DELETE is', on500, 'DELETE', 500, ['DELETE x', 'DELETE x'], 200],
      ['every method may be allowed', { ...on500, allowedMethods: null }, 'POST', 500, ['POST x', 'POST x'], 200],
      ['or one', { ...on500, allowedMethods: ['post'] }, 'POST', 500, ['POST x', 'POST x'], 200],
      ['or none', { ...on500, allowedMethods: [] }, 'PUT', 500, ['PUT x'], 500],
      ['a POST that was dropped is not sent again', on500, 'POST', 'drop', ['POST x'], 'ConnectionError'],
      ['nor one that asks for it', on500, 'POST', later(503, '0'), ['POST x'], 503],
    ],
  )('%s', async (_what, policy, method, reply, seen, result) => {
    const outcome = await run(policy, [reply], {
      method,
      body: bytes('x'),
      headers: new HeaderMap({ 'Content-Length': '1' }),
    });
    expect([outcome.seen, outcome.result]).toEqual([seen, result]);
  });

  test('a read timeout is retried', async () => {
    const outcome = await run(1, ['silence'], { timeout: { connect: null, read: 150 } });
    expect([outcome.seen, outcome.result]).toEqual([gets(2), 200]);
  });

  test('waits grow from the second retry on, up to a maximum', async () => {
    const policy = { total: 4, statusForcelist: [500], backoffFactor: 25, backoffMax: 120 };
    expect(await waits(() => run(policy, [500, 500, 500, 500]))).toEqual([50, 100, 120]);
  });

  test('the wait of Retry-After is observed, up to a maximum', async () => {
    const waited = await waits(async () => {
      expect((await run({ total: 1, retryAfterMax: 80 }, [later(503, '3600')])).result).toBe(200);
    });
    expect(waited).toEqual([80]);
  });

  test('the attempts before the last are listed', async () => {
    const { response } = await run({ total: 3, statusForcelist: [500] }, [500, 'drop']);
    expect(response.retries).toMatchObject([
      { method: 'GET', url: server.url, status: 500, error: null },
      { method: 'GET', status: null, error: { name: 'ConnectionError' } },
    ]);
    expect(Object.keys(response)).not.toContain('retries');
    const first = await run(3, []);
    expect(first.response.retries).toBeUndefined();
    const failed = await run({ total: 1 }, ['drop', 'drop']);
    expect(failed.error.retries).toHaveLength(1);
  });

  test('messages and lists mask secrets of the URL', async () => {
    server.play(500, 500);
    const url = `${server.url}?token=s3cret`;
    const error: unknown = await retry(new HttpTransport(), { total: 1, statusForcelist: [500] })
      .send(plainRequest(url))
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RetryError);
    expect((error as Error).message).toBe(`GET ${server.url}?token=***: too many 500 error responses`);
    expect(JSON.stringify((error as Outcome['error']).retries)).not.toContain('s3cret');
  });
});

describe('sending a body again', () => {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield bytes('ab');
  }
  const chunked = new HeaderMap({ 'Transfer-Encoding': 'chunked' });

  test('a body that can be iterated only once is never sent empty', async () => {
    const outcome = await run({ total: 2, statusForcelist: [500] }, [500], {
      method: 'PUT',
      body: once(),
      headers: chunked,
    });
    expect([outcome.seen, outcome.result]).toEqual([['PUT ab'], 'UnrewindableBodyError']);
    const dropped = await run(2, ['drop'], { method: 'PUT', body: once(), headers: chunked });
    expect(dropped.error).toBeInstanceOf(UnrewindableBodyError);
    expect(dropped.error.cause).toBeInstanceOf(ConnectionError);
  });

  test('a body that can be iterated again is sent whole', async () => {
    const body = { [Symbol.asyncIterator]: once };
    const outcome = await run({ total: 2, statusForcelist: [500] }, [500], { method: 'PUT', body, headers: chunked });
    expect([outcome.seen, outcome.result]).toEqual([['PUT ab', 'PUT ab'], 200]);
  });

  test('`rewindable` of a body decides', async () => {
    const body = { [Symbol.asyncIterator]: once, rewindable: false };
    const outcome = await run({ total: 2, statusForcelist: [500] }, [500], { method: 'PUT', body, headers: chunked });
    expect(outcome.result).toBe('UnrewindableBodyError');
  });
});

describe('errors before anything was sent', () => {
  test('a refused connection is retried with every method, and remains the error', async () => {
    const port = await refusedPort();
    let sent = 0;
    const http = new HttpTransport();
    const counting: Transport = {
      name: 'counting',
      capabilities: http.capabilities,
      close: () => http.close(),
      send: (request) => {
        sent++;
        return http.send(request);
      },
    };
    const request = plainRequest(`http://127.0.0.1:${port}/`, { method: 'POST', body: bytes('x') });
    const error: unknown = await retry(counting, { total: 5, connect: 2 })
      .send(request)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Outcome['error']).retries).toHaveLength(2);
    expect(sent).toBe(3);
  });

  test.each<[string, ReturnType<typeof retryReason>, Error]>([
    ['a connect timeout', 'connect', new ConnectTimeout('')],
    ['an unknown host', 'connect', new ConnectionError('', { cause: { code: 'ENOTFOUND' } })],
    [
      'a refused connection, deep down',
      'connect',
      new ConnectionError('', { cause: { cause: { code: 'ECONNREFUSED' } } }),
    ],
    ['a proxy that refuses the connection', 'connect', new ProxyError('', { cause: { code: 'ECONNREFUSED' } })],
    ['a proxy that refuses the tunnel', 'other', new ProxyError('refused: 502')],
    ['a failed handshake', 'other', new SSLError('')],
    ['a read timeout', 'read', new ReadTimeout('')],
    ['a reset connection', 'read', new ConnectionError('', { cause: { code: 'ECONNRESET' } })],
    ['a broken connection of unknown kind', 'read', new ConnectionError('')],
    ['a total timeout', null, new Timeout('total')],
    ['an abort', null, new AbortError('')],
    ['a bad URL', null, new InvalidURL('')],
    ['a body that is gone', null, new UnrewindableBodyError('')],
    ['a mistake', null, new TypeError('')],
  ])('%s counts as %s', (_what, reason, error) => {
    expect(retryReason(error)).toBe(reason);
  });

  test('a circular chain of causes', () => {
    const cause: { cause?: unknown } = {};
    cause.cause = cause;
    expect(retryReason(new ConnectionError('', { cause }))).toBe('read');
  });
});

describe('resources', () => {
  test('the wait ends as soon as the signal fires', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort('enough'), 40);
    // It ends at all: the wait would be an hour.
    const outcome = await run({ total: 1 }, [later(503, '3600')], { signal: controller.signal });
    expect(outcome.error).toBeInstanceOf(AbortError);
    expect(outcome.error.cause).toBe('enough');
  });

  test('no attempt follows once the signal has fired', async () => {
    const controller = new AbortController();
    const abort: Reply = (response) => {
      response.writeHead(500).end();
      response.on('close', () => controller.abort());
    };
    const outcome = await run({ total: 5, statusForcelist: [500] }, [abort], { signal: controller.signal });
    expect([outcome.seen.length, outcome.result]).toEqual([1, 'AbortError']);
  });

  test('the bodies of retried responses are ended: short, long and endless ones', async () => {
    const long: Reply = (response) => void response.writeHead(500).end('x'.repeat(5_000_000));
    const endless: Reply = (response) => void response.writeHead(500).write('x');
    const broken: Reply = (response) => {
      response.writeHead(500, { 'Content-Length': '10' }).write('x');
      setTimeout(() => response.destroy(), 20);
    };
    const outcome = await run({ total: 4, statusForcelist: [500] }, [500, long, endless, broken]);
    expect([outcome.seen.length, outcome.result]).toEqual([5, 200]);
    while ((await server.connections()) > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  test('close() closes the wrapped transport; name and capabilities are those of that transport', async () => {
    const inner = new HttpTransport();
    const outer = retry(inner, 3);
    await outer.close();
    expect(inner.closed).toBe(1);
    expect([outer.name, outer.capabilities]).toEqual([inner.name, inner.capabilities]);
  });
});

describe('settings', () => {
  test.each<RetryPolicy>([
    { total: Number.NaN },
    { total: '3' as never },
    { connect: {} as never },
    { backoffFactor: -1 },
    { backoffMax: Number.NaN },
    { retryAfterMax: '1' as never },
  ])('%j raises a TypeError', (policy) => {
    expect(() => retry(new HttpTransport(), policy)).toThrow(TypeError);
  });

  test('the wait before a retry is urllib3’s', () => {
    const rules = retryRules({ backoffFactor: 100, backoffMax: 500 });
    expect([1, 2, 3, 4, 5].map((n) => backoff(rules, n))).toEqual([0, 200, 400, 500, 500]);
    expect([1, 2, 3].map((n) => backoff(retryRules({}), n))).toEqual([0, 0, 0]);
    const jittered = retryRules({ backoffFactor: 100, backoffJitter: 50 });
    const waits = Array.from({ length: 200 }, () => backoff(jittered, 2));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(200);
    expect(Math.max(...waits)).toBeLessThanOrEqual(250);
    expect(new Set(waits).size).toBeGreaterThan(1);
    expect(waits.every(Number.isInteger)).toBe(true);
  });

  const now = Date.UTC(1994, 10, 6, 8, 49, 0);
  test.each<[string, number]>([
    ['0', 0],
    [' 120 ', 120_000],
    ['99999999999999999999', 1_000_000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 37_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 37_000],
    ['Sun Nov  6 08:49:37 1994', 37_000],
    ['Sun, 06 Nov 1994 00:00:00 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 1_000_000],
  ])('Retry-After: %s is %d ms', (value, expected) => {
    expect(parseRetryAfter(value, 1_000_000, now)).toBe(expected);
  });

  test.each(['', '-1', '1.5', 'soon', '1e3', '0x10', 'Sun, nonsense', '2025-01-01', '\0', 'Sun, '.repeat(20_000)])(
    'Retry-After: %j is InvalidHeader',
    (value) => {
      expect(() => parseRetryAfter(value, 1000, now)).toThrow(InvalidHeader);
    },
  );
});

describe('onRetry', () => {
  test('is called before each retry, with the attempt that failed and the wait', async () => {
    const events: RetryEvent[] = [];
    const onRetry = (event: RetryEvent): void => void events.push(event);
    await run({ statusForcelist: [503], onRetry }, [503, 503, 200]);
    expect(events.map(({ number, reason, wait, status, method }) => [number, reason, wait, status, method])).toEqual([
      [1, 'status', 0, 503, 'GET'],
      [2, 'status', 0, 503, 'GET'],
    ]);
  });

  test('what it throws is a process warning, and the retry takes place', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const onRetry = (): never => {
      throw new Error('of the listener');
    };
    const { result } = await run({ statusForcelist: [503], onRetry }, [503, 200]);
    expect(result).toBe(200);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});

describe('budget', () => {
  /** Calls that all get a 503, and how often each was sent. */
  async function sends(policy: RetryPolicy, calls: number): Promise<number[]> {
    let count = 0;
    const inner = new FunctionTransport(() => ({ status: ++count > 0 ? 503 : 0 }));
    const transport = retry(inner, { statusForcelist: [503], raiseOnStatus: false, ...policy });
    const counts: number[] = [];
    for (let i = 0; i < calls; i++) {
      count = 0;
      await transport.send(plainRequest('http://a.test/'));
      counts.push(count);
    }
    return counts;
  }

  test('all requests together may be retried a fifth as often as they are sent, after ten at first', async () => {
    expect(await sends({ total: 3, budget: {} }, 14)).toEqual([4, 4, 4, 2, 1, 2, 1, 1, 1, 1, 2, 1, 1, 1]);
  });

  test('or as often as ratio and burst say', async () => {
    expect(await sends({ total: 5, budget: { ratio: 0.5, burst: 2 } }, 5)).toEqual([3, 1, 2, 1, 2]);
    expect(await sends({ total: 5, budget: { ratio: 0, burst: 0 } }, 2)).toEqual([1, 1]);
    expect(await sends({ total: 1, budget: null }, 2)).toEqual([2, 2]);
  });

  test('a request that is not retried for want of it rejects with its error', async () => {
    const error = new ConnectTimeout('too slow');
    const inner = new FunctionTransport(() => Promise.reject(error));
    const transport = retry(inner, { budget: { burst: 0 } });
    await expect(transport.send(plainRequest('http://a.test/'))).rejects.toBe(error);
  });

  test.each([[{ ratio: -1 }], [{ burst: Number.NaN }], [{ bursts: 1 }], [5]])('%j is refused', (budget) => {
    expect(() => retryRules({ budget: budget as never })).toThrow(TypeError);
  });
});
