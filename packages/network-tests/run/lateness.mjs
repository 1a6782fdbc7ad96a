import assert from 'node:assert/strict';

/** Milliseconds that a clock may be late, as the median of its rounds, besides what the machine itself was late. */
const LATE = 20;
const ROUNDS = 3;

/**
 * `measure` tells how long it took, in milliseconds: never less than asked, and hardly more. A bare timer that runs
 * beside it shows how late this process could be told the time at all. `warm` runs before each round.
 */
export async function lateness(asked, { warm, measure }) {
  const late = [];
  const judged = [];
  for (let i = 0; i < ROUNDS; i++) {
    await warm();
    const control = bareTimer(asked);
    const elapsed = await measure();
    assert.ok(elapsed >= asked, `too early: ${elapsed.toFixed(2)} ms instead of ${asked} ms`);
    late.push(elapsed - asked);
    judged.push(elapsed - asked - (await control));
  }
  judged.sort((a, b) => a - b);
  const worst = Math.max(...late);
  worstOfAll.push(worst);
  const told = late.map((ms) => ms.toFixed(1)).join(', ');
  assert.ok(judged[1] <= LATE, `late by ${told} ms after ${asked} ms; by ${judged[1].toFixed(1)} ms more than a timer`);
  return `asked ${asked} ms, at worst ${worst.toFixed(1)} ms late`;
}

/** The worst of each, for the closing lines. */
export const worstOfAll = [];

function bareTimer(ms) {
  const started = performance.now();
  return new Promise((resolve) => {
    setTimeout(() => resolve(Math.max(0, performance.now() - started - ms)), ms);
  });
}
