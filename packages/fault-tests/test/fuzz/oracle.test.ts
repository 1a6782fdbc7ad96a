import { describe, expect, test } from '@jest/globals';
import { ConnectionError } from '@req/core';
import { playTarget } from '../../fuzz/play-target.mjs';
import type { Random } from '../../fuzz/random.mjs';
import { shownFailure } from '../../fuzz/report.mjs';

interface Planted {
  readonly name: string;
  readonly typeErrors?: boolean;
  readonly network?: boolean;
  readonly make: (random: Random) => unknown;
  readonly play: (given: unknown) => Promise<unknown>;
  readonly check?: (given: unknown, result: unknown) => string | null;
}

/** A parser with a bug in every seventeenth case or so. */
const planted = (bug: (given: number) => unknown, more: Partial<Planted> = {}): Planted => ({
  name: 'planted',
  make: (random) => random.below(17),
  play: async (given) => (given === 3 ? bug(given) : 'well'),
  ...more,
});

const burn = (milliseconds: number): void => {
  const before = process.cpuUsage();
  for (let used = 0; used < milliseconds * 1_000; ) {
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  }
};

const BUGS: Readonly<Record<string, [RegExp, Planted]>> = {
  'an error that is not ours': [
    /rejects with Error: foreign/,
    planted(() => {
      throw new Error('foreign');
    }),
  ],
  'a program that trips': [
    /rejects with TypeError/,
    planted(() => (undefined as unknown as { x: string }).x, { typeErrors: true }),
  ],
  'a slow parser': [/ms of CPU time/, planted(() => burn(80))],
  'a polluted prototype': [
    /prototype was polluted/,
    planted(() => {
      Object.defineProperty(Array.prototype, 'evil', { value: 1, configurable: true });
      return 'well';
    }),
  ],
  'a result that is not the same twice': [/played twice/, planted(() => Math.random(), { make: () => 3 })],
  'a promise that nobody watches': [
    /nobody caught/,
    planted(() => {
      // As Node tells it: a real one would be caught by jest.
      process.emit('unhandledRejection', new Error('nobody caught this'), Promise.resolve());
      return 'well';
    }),
  ],
  'a wrong result': [
    /says so/,
    planted(() => 'badly', { check: (_, result) => (result === 'badly' ? 'the check says so' : null) }),
  ],
};

describe('the oracle finds', () => {
  test.each(Object.entries(BUGS))('%s', async (_, [wrong, target]) => {
    try {
      const { failure } = await playTarget(target, { seed: 1, count: 200 });
      expect(failure?.wrong).toMatch(wrong);
    } finally {
      Reflect.deleteProperty(Array.prototype, 'evil');
    }
  });

  test('what it found again, from what it printed', async () => {
    const [, target] = BUGS['an error that is not ours'] as [RegExp, Planted];
    const { failure } = await playTarget(target, { seed: 7, count: 500 });
    const shown = shownFailure(failure);
    const from = Number(/--from (\d+)/.exec(shown)?.[1]);
    expect(shown).toContain('--seed 7');
    const again = await playTarget(target, { seed: 7, count: 1, from });
    expect(again.failure?.given).toBe(3);
  });
});

test('the oracle takes an exception of ours for an answer', async () => {
  const target = planted(() => {
    throw new ConnectionError('ours');
  });
  const { failure, outcomes } = await playTarget(target, { seed: 1, count: 200 });
  expect(failure).toBeNull();
  expect(outcomes.get('ConnectionError')).toBeGreaterThan(3);
});
