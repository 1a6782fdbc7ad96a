/**
 * Milliseconds of processor time, of all threads, that the quickest of `runs` takes: other work on the machine does not
 * count. To be compared with another cost, never with a number.
 */
export async function cost(run: () => unknown, runs = 5): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
