/**
 * Runs rounds of all clients in turn, in rotating order, so that other load on the machine affects all of them alike. The
 * number of requests is chosen for each client so that a round takes about `target` microseconds of CPU time.
 * @returns For each client the microseconds of CPU time and of elapsed time per request, one value per round.
 */
export async function interleave(clients, { concurrency, rounds, target, first = 1000 }) {
  const plans = [];
  for (const client of clients) {
    // The first round gives an estimate, the others let the compiler finish.
    let sample = await client.round(first, concurrency);
    sample = await client.round(Math.ceil((4 * target * sample.requests) / sample.cpu), concurrency);
    sample = await client.round(Math.ceil((4 * target * sample.requests) / sample.cpu), concurrency);
    plans.push({ client, requests: Math.ceil((target * sample.requests) / sample.cpu), cpu: [], wall: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < plans.length; i++) {
      const plan = plans[(i + round) % plans.length];
      // Warms up again: meanwhile connections were closed, and the code has left the processor's caches.
      await plan.client.round(Math.ceil(plan.requests / 5), concurrency);
      const { requests, cpu, wall } = await plan.client.round(plan.requests, concurrency);
      plan.cpu.push(cpu / requests);
      plan.wall.push(wall / requests);
    }
  }
  return new Map(plans.map(({ client, cpu, wall }) => [client.name, { cpu, wall }]));
}
