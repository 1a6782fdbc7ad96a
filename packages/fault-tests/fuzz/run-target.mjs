import { CaseChecker } from './case-checker.mjs';
import { Random } from './random.mjs';

/**
 * Runs cases of one target; stops at the first failure.
 * @param {import('./run-target.mjs').Target} target
 * @param {{ seed: number, count: number, from?: number, milliseconds?: number }} options
 */
export async function runTarget(target, { seed, count, from = 0, milliseconds = Number.POSITIVE_INFINITY }) {
  const checker = new CaseChecker();
  const outcomes = new Map();
  const started = performance.now();
  let cases = 0;
  let failure = null;
  try {
    await target.start?.();
    for (let index = from; index < from + count && failure === null; index++) {
      if (performance.now() - started > milliseconds) break;
      const input = target.generate(new Random(seed, target.name, index));
      const { outcome, problem } = await checker.check(target, input, index % 8 === 0);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      cases++;
      if (problem !== null) failure = { target: target.name, seed, index, input, problem };
    }
    const problem = failure === null ? ((await target.end?.()) ?? (await checker.settled())) : null;
    if (problem) failure = { target: target.name, seed, index: null, input: null, problem };
  } finally {
    await target.stop?.();
    checker.close();
  }
  return { name: target.name, cases, milliseconds: performance.now() - started, outcomes, failure };
}
