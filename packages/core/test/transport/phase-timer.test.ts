import { describe, expect, test } from '@jest/globals';
import { HeaderMap, RequestContext, type RequestException, type TransportRequest } from '@req/core';
import { PhaseTimer } from '@req/core/transport';

function request(timeout: TransportRequest['timeout'], signal: AbortSignal | null = null): TransportRequest {
  return {
    method: 'GET',
    url: 'http://a.test:81/x',
    headers: new HeaderMap(),
    body: null,
    timeout,
    tls: { verify: true, ca: null, cert: null },
    proxy: null,
    signal,
    stream: false,
    context: new RequestContext(),
  };
}

/** The error of a timer and when it came; `null` if none came within `wait` ms. Without `wait` one must come. */
function outcome(timeout: TransportRequest['timeout'], use: (timer: PhaseTimer) => void, wait?: number) {
  return new Promise<{ readonly error: RequestException; readonly after: number } | null>((resolve) => {
    const start = performance.now();
    const timer = new PhaseTimer(request(timeout), (error) => resolve({ error, after: performance.now() - start }));
    use(timer);
    if (wait === undefined) return;
    setTimeout(() => {
      timer.stop();
      resolve(null);
    }, wait);
  });
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('the timeouts of an exchange', () => {
  test('no connection in time raises ConnectTimeout, never early', async () => {
    const result = await outcome({ connect: 40, read: null }, () => {});
    expect(result?.error.name).toBe('ConnectTimeout');
    expect(result?.after).toBeGreaterThanOrEqual(40);
    expect(result?.error.message).toBe('Connecting to a.test:81 timed out after 40 ms. Timeouts are in milliseconds.');
  });

  test('a connection stops the connect timeout', async () => {
    expect(await outcome({ connect: 40, read: null }, (timer) => timer.connected(), 100)).toBeNull();
  });

  test('a silent server raises ReadTimeout, never early', async () => {
    const result = await outcome({ connect: null, read: 40 }, (timer) => timer.sent());
    expect(result?.error.name).toBe('ReadTimeout');
    expect(result?.after).toBeGreaterThanOrEqual(40);
  });

  test('bytes restart the read timeout', async () => {
    const result = await outcome({ connect: null, read: 60 }, (timer) => {
      timer.sent();
      setTimeout(() => timer.activity(), 40);
    });
    expect(result?.after).toBeGreaterThanOrEqual(99);
  });

  test('a pause of the reader does not count', async () => {
    const use = (timer: PhaseTimer): void => {
      timer.sent();
      timer.pause();
    };
    expect(await outcome({ connect: null, read: 40 }, use, 120)).toBeNull();
  });

  test('bytes that arrived while the process was busy prevent the timeout', async () => {
    const result = outcome(
      { connect: null, read: 60 },
      (timer) => {
        timer.sent();
        // As the event of a socket after the blocked turn: it runs after the timer, before that may fire.
        setTimeout(() => {
          setImmediate(() => timer.activity());
          block(80);
        }, 10);
      },
      130,
    );
    expect(await result).toBeNull();
  });

  test('a connection that was made while the process was busy prevents it too', async () => {
    const result = outcome(
      { connect: 60, read: null },
      (timer) => {
        setTimeout(() => {
          setImmediate(() => timer.connected());
          block(80);
        }, 10);
      },
      200,
    );
    expect(await result).toBeNull();
  });

  test('nothing fires after stop()', async () => {
    const result = outcome(
      { connect: 30, read: 30 },
      (timer) => {
        timer.sent();
        timer.stop();
        timer.activity();
      },
      100,
    );
    expect(await result).toBeNull();
  });

  test("the caller's signal fires at once", async () => {
    const controller = new AbortController();
    const failed = new Promise<RequestException>((resolve) => {
      new PhaseTimer(request({ connect: null, read: null }, controller.signal), resolve);
    });
    controller.abort(new Error('enough'));
    const error = await failed;
    expect(error.name).toBe('AbortError');
    expect((error.cause as Error).message).toBe('enough');
    await sleep(0);
  });
});
