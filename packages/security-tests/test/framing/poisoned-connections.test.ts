import { describe, expect, test } from '@jest/globals';
import { builtInFetch, MAKERS, poisoned, ROUTES, untestedUndici } from './support/poisoning.ts';

/** A sample; `poisoned-connections.slow.test.ts` plays a hundred times as many. */
const EACH = 30;

describe.each(Object.keys(MAKERS))('over %s', (name) => {
  const make = MAKERS[name] as (typeof MAKERS)[string];

  test.each(ROUTES)('no caller gets the response of another from a server reached %s', async (route) => {
    const outcome = await poisoned({ seed: 1, exchanges: EACH, route, make });
    expect(outcome.foreign).toEqual([]);
    expect(outcome.exchanges).toBe(EACH);
    expect(outcome.own + outcome.failed).toBe(EACH);
    // Excess bytes after a response take nothing away from it, nor from the next.
    expect(outcome.failed).toBe(0);
  });
});

test.each(ROUTES)(
  'no caller gets the response of another over an untested undici from a server reached %s',
  async (route) => {
    const outcome = await poisoned({ seed: 1, exchanges: EACH, route, make: untestedUndici });
    expect(outcome.foreign).toEqual([]);
    expect(outcome.own).toBe(EACH);
  },
);

test('no caller gets the response of another over the built-in fetch, unless it follows a line end', async () => {
  const outcome = await poisoned({ seed: 1, exchanges: EACH, ...builtInFetch });
  expect(outcome.foreign).toEqual([]);
  expect(outcome.exchanges).toBe(EACH);
});
