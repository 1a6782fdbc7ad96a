import { describe, expect, test } from '@jest/globals';
import { playTarget } from '../../fuzz/play-target.mjs';
import { NETWORK, PARSERS } from '../../fuzz/targets/index.mjs';

/** The same cases every time: what was found once is found again. */
const SEED = 1;

describe('nothing that a parser is given at random goes wrong', () => {
  test.each(PARSERS.map((target) => [target.name, target] as const))('%s', async (_, target) => {
    const { failure, played } = await playTarget(target, { seed: SEED, count: 300 });
    expect(failure).toBeNull();
    expect(played).toBe(300);
  });
});

describe('nothing that goes over a network at random goes wrong', () => {
  test.each(NETWORK.map((target) => [target.name, target] as const))('%s', async (_, target) => {
    const { failure, played, outcomes } = await playTarget(target, { seed: SEED, count: 60 });
    expect(failure).toBeNull();
    expect(played).toBe(60);
    // Some are answered, some are refused: a generator of nothing but rubbish tries little.
    expect(outcomes.get('ok')).toBeGreaterThan(5);
    expect(outcomes.size).toBeGreaterThan(1);
  });
});
