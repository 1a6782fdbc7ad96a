import { afterAll, describe, expect, test } from '@jest/globals';
import { builtInFetch, MAKERS, poisoned, ROUTES } from './support/poisoning.ts';

/** Exchanges of each transport by each route; set `POISONED_EACH` for fewer. */
const EACH = Number(process.env['POISONED_EACH'] ?? 8_500);
const SEED = Number(process.env['POISONED_SEED'] ?? 20_261_129);

let played = 0;

describe.each(Object.keys(MAKERS))('over %s', (name) => {
  const make = MAKERS[name] as (typeof MAKERS)[string];

  test.each(ROUTES)(
    'no caller gets the response of another from a server reached %s',
    async (route) => {
      const outcome = await poisoned({ seed: SEED, exchanges: EACH, route, make });
      expect({ seed: SEED, foreign: outcome.foreign }).toEqual({ seed: SEED, foreign: [] });
      expect(outcome.exchanges).toBe(EACH);
      expect(outcome.own + outcome.failed).toBe(EACH);
      expect(outcome.failed).toBe(0);
      played += outcome.exchanges;
    },
    900_000,
  );
});

test('no caller gets the response of another over the built-in fetch, unless it follows a line end', async () => {
  const outcome = await poisoned({ seed: SEED, exchanges: EACH, ...builtInFetch });
  expect({ seed: SEED, foreign: outcome.foreign }).toEqual({ seed: SEED, foreign: [] });
  expect(outcome.exchanges).toBe(EACH);
  played += outcome.exchanges;
}, 900_000);

afterAll(() => {
  expect(played).toBe(EACH * (Object.keys(MAKERS).length * ROUTES.length + 1));
  if (process.env['POISONED_EACH'] === undefined) expect(played).toBeGreaterThanOrEqual(100_000);
});
