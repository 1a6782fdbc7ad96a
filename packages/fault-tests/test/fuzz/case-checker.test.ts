import { describe, expect, test } from '@jest/globals';
import { ConnectionError } from '@req/core';
import type { Random } from '../../fuzz/random.mjs';
import { formatFailure } from '../../fuzz/report.mjs';
import { runTarget } from '../../fuzz/run-target.mjs';

interface BuggyTarget {
  readonly name: string;
  readonly allowsTypeErrors?: boolean;
  readonly network?: boolean;
  readonly generate: (random: Random) => unknown;
  readonly run: (input: unknown) => Promise<unknown>;
  readonly check?: (input: unknown, result: unknown) => string | null;
}

/** A target with a bug in about one case of seventeen. */
const targetWithBug = (bug: (input: number) => unknown, more: Partial<BuggyTarget> = {}): BuggyTarget => ({
  name: 'buggy',
  generate: (random) => random.below(17),
  run: async (input) => (input === 3 ? bug(input) : 'ok'),
  ...more,
});

const useCpu = (milliseconds: number): void => {
  const before = process.cpuUsage();
  for (let used = 0; used < milliseconds * 1_000; ) {
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  }
};

const BUGS: Readonly<Record<string, [RegExp, BuggyTarget]>> = {
  'an error that is not an exception of req': [
    /rejects with Error: foreign/,
    targetWithBug(() => {
      throw new Error('foreign');
    }),
  ],
  'a TypeError of the engine': [
    /rejects with TypeError/,
    targetWithBug(() => (undefined as unknown as { x: string }).x, { allowsTypeErrors: true }),
  ],
  'a slow parser': [/ms of CPU time/, targetWithBug(() => useCpu(80))],
  'a polluted prototype': [
    /prototype was polluted/,
    targetWithBug(() => {
      Object.defineProperty(Array.prototype, 'evil', { value: 1, configurable: true });
      return 'ok';
    }),
  ],
  'a result that differs between two runs': [
    /two runs give/,
    targetWithBug(() => Math.random(), { generate: () => 3 }),
  ],
  'an unhandled rejection': [
    /an unhandled error/,
    targetWithBug(() => {
      // Emitted by hand: jest would catch a real one.
      process.emit('unhandledRejection', new Error('unhandled'), Promise.resolve());
      return 'ok';
    }),
  ],
  'a wrong result': [
    /the check failed/,
    targetWithBug(() => 'bad', { check: (_, result) => (result === 'bad' ? 'the check failed' : null) }),
  ],
};

describe('the checker reports', () => {
  test.each(Object.entries(BUGS))('%s', async (_, [problem, target]) => {
    try {
      const { failure } = await runTarget(target, { seed: 1, count: 200 });
      expect(failure?.problem).toMatch(problem);
    } finally {
      Reflect.deleteProperty(Array.prototype, 'evil');
    }
  });

  test('a failure together with the command that repeats it', async () => {
    const [, target] = BUGS['an error that is not an exception of req'] as [RegExp, BuggyTarget];
    const { failure } = await runTarget(target, { seed: 7, count: 500 });
    const shown = formatFailure(failure);
    const from = Number(/--from (\d+)/.exec(shown)?.[1]);
    expect(shown).toContain('--seed 7');
    const again = await runTarget(target, { seed: 7, count: 1, from });
    expect(again.failure?.input).toBe(3);
  });
});

test('the checker accepts exceptions of req', async () => {
  const target = targetWithBug(() => {
    throw new ConnectionError('expected');
  });
  const { failure, outcomes } = await runTarget(target, { seed: 1, count: 200 });
  expect(failure).toBeNull();
  expect(outcomes.get('ConnectionError')).toBeGreaterThan(3);
});
