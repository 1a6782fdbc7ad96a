import assert from 'node:assert/strict';

/** Milliseconds that a clock may be late, as the median of its rounds. */
const LATE = 20;
const ROUNDS = 3;

/** `measure` tells how long it took, in milliseconds; never less than asked, and hardly more. */
export async function lateness(asked, measure) {
  const late = [];
  for (let i = 0; i < ROUNDS; i++) {
    const elapsed = await measure();
    assert.ok(elapsed >= asked, `too early: ${elapsed.toFixed(2)} ms instead of ${asked} ms`);
    late.push(elapsed - asked);
  }
  late.sort((a, b) => a - b);
  const worst = late[ROUNDS - 1];
  worstOfAll.push(worst);
  assert.ok(late[1] <= LATE, `late by ${late.map((ms) => ms.toFixed(1)).join(', ')} ms after ${asked} ms`);
  return `asked ${asked} ms, at worst ${worst.toFixed(1)} ms late`;
}

/** The worst of each, for the closing line. */
export const worstOfAll = [];
