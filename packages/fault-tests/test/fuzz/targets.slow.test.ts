import { describe, expect, test } from '@jest/globals';
import { runTarget } from '../../fuzz/run-target.mjs';
import { NETWORK, PARSERS } from '../../fuzz/targets/index.mjs';

/** A fixed seed, so that failures can be reproduced. */
const SEED = 1;

describe('parsers survive random input', () => {
  test.each(PARSERS.map((target) => [target.name, target] as const))('%s', async (_, target) => {
    const { failure, cases } = await runTarget(target, { seed: SEED, count: 300 });
    expect(failure).toBeNull();
    expect(cases).toBe(300);
  });
});

describe('transports survive random requests and responses', () => {
  test.each(NETWORK.map((target) => [target.name, target] as const))('%s', async (_, target) => {
    const { failure, cases, outcomes } = await runTarget(target, { seed: SEED, count: 60 });
    expect(failure).toBeNull();
    expect(cases).toBe(60);
    // A mix of successes and failures: input that is always rejected would test little.
    expect(outcomes.get('ok')).toBeGreaterThan(5);
    expect(outcomes.size).toBeGreaterThan(1);
  });
});
