import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Deadline } from '../../src/send/deadline.ts';
import { FunctionTransport } from '../../src/transport/function-transport.ts';
import { sleep } from '../../src/transport/long-timer.ts';
import { PhaseTimer } from '../../src/transport/phase-timer.ts';
import { retry } from '../../src/transport/retry.ts';
import { plainRequest } from './http-transport.ts';

const MONTH = 30 * 24 * 3_600_000;
const YEARS = 1e12;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
});

afterEach(() => {
  jest.useRealTimers();
});

const url = 'http://a.test/';
const passed = async (milliseconds: number): Promise<void> => {
  await jest.advanceTimersByTimeAsync(milliseconds);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
};

describe('a wait longer than the longest timer', () => {
  test.each([2 ** 31, 2 ** 32 - 2, 2 ** 33, YEARS])('of %d ms ends after that time and not before', async (time) => {
    let over = false;
    sleep(time, null).then(() => {
      over = true;
    });
    await passed(time - 5);
    expect(over).toBe(false);
    await passed(5);
    expect(over).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('without end is ended by its signal and leaves no timer', async () => {
    const controller = new AbortController();
    const waiting = sleep(Number.POSITIVE_INFINITY, controller.signal);
    await passed(3 * MONTH);
    controller.abort();
    await waiting;
    expect(jest.getTimerCount()).toBe(0);
  });

  test.each([
    ['connect', { connect: MONTH, read: null }],
    ['read', { connect: null, read: MONTH }],
  ])('for the %s timeout fires in time', async (_phase, timeout) => {
    let failed: Error | null = null;
    const timer = new PhaseTimer(plainRequest(url, { timeout }), (error) => {
      failed = error;
    });
    if (timeout.read !== null) timer.sent();
    await passed(MONTH - 5);
    expect(failed).toBeNull();
    await passed(10);
    expect(failed).toMatchObject({ message: expect.stringContaining(`${MONTH} ms`) });
  });

  test('for the whole call fires in time', async () => {
    const deadline = new Deadline(MONTH, null);
    await passed(MONTH - 5);
    expect(deadline.signal.aborted).toBe(false);
    await passed(10);
    expect(deadline.signal.aborted).toBe(true);
  });

  test.each(['1000000000000', '9'.repeat(400)])('of Retry-After: %.20s is observed', async (value) => {
    let sent = 0;
    const busy = new FunctionTransport(() => {
      sent++;
      return { status: 503, headers: { 'Retry-After': value } };
    });
    const controller = new AbortController();
    const request = plainRequest(url, { signal: controller.signal });
    const result = retry(busy, { total: 2, retryAfterMax: Number.POSITIVE_INFINITY })
      .send(request)
      .catch((error: unknown) => error);
    await passed(3 * MONTH);
    expect(sent).toBe(1);
    controller.abort();
    expect(await result).toMatchObject({ code: 'ABORT_ERROR' });
  });
});
