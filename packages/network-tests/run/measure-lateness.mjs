import assert from 'node:assert/strict';

/** Milliseconds by which a timeout may be later than a bare timer; the median of the rounds counts. */
const MAX_LATENESS = 20;
const ROUNDS = 3;

/**
 * Checks that something ends after `ms`, never earlier and hardly later. A bare timer that runs at the same time shows how
 * late this process was anyway.
 * @param warm Runs before each round.
 * @param measure Resolves to the milliseconds it took.
 */
export async function measureLateness(ms, { warm, measure }) {
  const late = [];
  const lateByItself = [];
  for (let i = 0; i < ROUNDS; i++) {
    await warm();
    const control = bareTimer(ms);
    const elapsed = await measure();
    assert.ok(elapsed >= ms, `too early: ${elapsed.toFixed(2)} ms instead of ${ms} ms`);
    late.push(elapsed - ms);
    lateByItself.push(elapsed - ms - (await control));
  }
  lateByItself.sort((a, b) => a - b);
  const all = late.map((each) => each.toFixed(1)).join(', ');
  const median = lateByItself[1];
  assert.ok(median <= MAX_LATENESS, `${all} ms late after ${ms} ms; ${median.toFixed(1)} ms later than a timer`);
  return `${ms} ms, at most ${Math.max(...late).toFixed(1)} ms late`;
}

function bareTimer(ms) {
  const started = performance.now();
  return new Promise((resolve) => {
    setTimeout(() => resolve(Math.max(0, performance.now() - started - ms)), ms);
  });
}
