import { Oracle } from './oracle.mjs';
import { Random } from './random.mjs';

/**
 * Plays cases of one target. Stops at the first that is wrong.
 * @param {{ name: string, make: Function, play: Function }} target
 * @param {{ seed: number, count: number, from?: number, milliseconds?: number }} options
 */
export async function playTarget(target, { seed, count, from = 0, milliseconds = Number.POSITIVE_INFINITY }) {
  const oracle = new Oracle();
  const outcomes = new Map();
  const started = performance.now();
  let played = 0;
  let failure = null;
  try {
    await target.start?.();
    for (let index = from; index < from + count && failure === null; index++) {
      if (performance.now() - started > milliseconds) break;
      const given = target.make(new Random(seed, target.name, index));
      const { outcome, wrong } = await oracle.judge(target, given, index % 8 === 0);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      played++;
      if (wrong !== null) failure = { target: target.name, seed, index, given, wrong };
    }
    const wrong = failure === null ? ((await target.end?.()) ?? (await oracle.settled())) : null;
    if (wrong) failure = { target: target.name, seed, index: null, given: null, wrong };
  } finally {
    await target.stop?.();
    oracle.close();
  }
  return { name: target.name, played, milliseconds: performance.now() - started, outcomes, failure };
}
