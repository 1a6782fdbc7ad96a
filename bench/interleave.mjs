/**
 * Runs rounds of all contenders in turn, the order rotated, so that whatever else the machine does falls on all alike.
 * The number of requests is chosen for each so that a round takes about `target` microseconds of CPU time.
 * @returns for each contender the CPU and clock microseconds a request, a round each
 */
export async function interleave(contenders, { concurrency, rounds, target, first = 1000 }) {
  const plans = [];
  for (const contender of contenders) {
    // Twice: the first finds out and warms up, the second is done with the compiler.
    let sample = await contender.round(first, concurrency);
    sample = await contender.round(Math.ceil((4 * target * sample.requests) / sample.cpu), concurrency);
    sample = await contender.round(Math.ceil((4 * target * sample.requests) / sample.cpu), concurrency);
    plans.push({ contender, requests: Math.ceil((target * sample.requests) / sample.cpu), cpu: [], wall: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < plans.length; i++) {
      const plan = plans[(i + round) % plans.length];
      // While the others ran, its connections were closed and its code left the processor's caches.
      await plan.contender.round(Math.ceil(plan.requests / 5), concurrency);
      const { requests, cpu, wall } = await plan.contender.round(plan.requests, concurrency);
      plan.cpu.push(cpu / requests);
      plan.wall.push(wall / requests);
    }
  }
  return new Map(plans.map(({ contender, cpu, wall }) => [contender.name, { cpu, wall }]));
}
